"""The practice itself.

practice_settings   its name, address and defaults for new clients
responsibilities    what somebody may be responsible for at a client
link_settings       its link, and the QR code of it
practice_messages   the words of its mail and texts
practice_requests   clients who ask to be taken on
"""
