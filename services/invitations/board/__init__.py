"""Invitations as a practice sees and manages them.

invitation_views        one, a client's, and a page of all
invitation_summary      what needs somebody, and how soon they are accepted
acceptance_figures      how soon, by who invited
resending_invitations   resending, correcting and revoking
bulk_requests           many at once, with a result for each
resend_decision         whether and where one goes out again
"""
