"""Mail that invites nobody.

password_mails        links for a new password, or to confirm an address
request_replies       answers to who asked a practice to take them on
access_request_mails  requests to see a client, to who decides and to who asked
practice_notices      what a practice's admins get notice of
"""
