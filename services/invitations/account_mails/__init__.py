"""Mail that invites nobody.

password_mails     links for a new password, or to confirm an address
practice_notices   what a practice's admins get notice of
"""
