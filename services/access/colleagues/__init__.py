"""The colleagues of a practice.

colleague_views     who they are, as api.md shows them
invited_colleagues  one who is invited
changed_roles       one who is given another role or other permissions
role_changes        which role and permissions that may be: the decision
leaving_colleagues  those who leave, for a while or for good, and come back (product.md 1.4)
departures          who may leave, and whose their clients are then: the decision
"""
