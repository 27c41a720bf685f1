"""Programs of a practice (docs/adr/0047).

managed_programs   made, changed, given new secrets, ended
program_facts      a program as it is stored and shown
issued_tokens      short-lived tokens for client credentials
"""
