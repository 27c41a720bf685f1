"""What accounts keeps of other services' events, so that a list is one query of its own.

event_projections  teams, access, invitations and connections
"""
