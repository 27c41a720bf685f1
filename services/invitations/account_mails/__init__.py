"""Mail that invites nobody.

due_mails             one that is due is sent, whatever it says
password_mails        links for a new password, or to confirm an address
request_replies       answers to who asked a practice to take them on
access_request_mails  requests to see a client, to who decides and to who asked
receipt_mails         that documents came, to who sent them by email
notice_mails          what somebody has not read, once a day
practice_notices      what a practice's admins get notice of
"""
