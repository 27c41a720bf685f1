"""Becoming a member: as the owner of a new practice, or by an invitation.

new_owners       the owner and first admin of a new practice (product.md 1.1)
registrations    who that is, and what has to be confirmed: the decision
invited_members  the person of a redeemed invitation (product.md 5.6)
new_members      how they get in, and as what: the decision
redemptions      whether an attempt to redeem made somebody a member
"""
