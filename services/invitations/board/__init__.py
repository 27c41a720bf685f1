"""Invitations as a practice sees and manages them.

invitation_views        one, a client's, and a page of all
resending_invitations   resending, correcting and revoking
bulk_requests           many at once, with a result for each
resend_decision         whether and where one goes out again
"""
