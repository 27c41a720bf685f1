"""What strangers see at a practice's link (docs/adr/0049).

public_link   the link itself, and asking from an account that one has
new_client    who is new shows their address, and enters their details
"""
