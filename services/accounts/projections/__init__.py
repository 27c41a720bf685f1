"""What accounts keeps of other services' events, so that a list is one query of its own.

colleagues       who may do what in a practice, and who is in which team
responsibilities  what somebody may be responsible for at a client
sessions         sessions that ended before their time
client_access    who may see a client
access_requests  who asks to see a client
invitations      how far a client's invitation is
connections      a client's accounting software
"""
