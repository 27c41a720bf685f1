"""Invitations as they begin, change and end.

new_invitations      invitations as they are ordered and queued
invitation_states    an invitation's state, and its changes as they are published
sending_limits       what keeps invitations from being used to spam
ending_invitations   reminders, and the end after seven days
departed_clients     what becomes of a client's invitations when the client goes
link_tokens          the tokens of links: hashed, and sealed until they are sent
invitation_facts     what decisions are given of an invitation
counted_sendings     what was sent within a day, counted for the limits
"""
