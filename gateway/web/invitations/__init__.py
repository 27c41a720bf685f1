"""How people get in.

board            the practice's invitations, to resend, correct and revoke
many_invitations  first invitations of many clients
invited_person   the page that an invitation's link leads to
"""
