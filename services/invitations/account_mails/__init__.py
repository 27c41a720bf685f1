"""Mail that invites nobody.

password_mails     links for a new password, or to confirm an address
request_replies    answers to who asked a practice to take them on
practice_notices   what a practice's admins get notice of
"""
