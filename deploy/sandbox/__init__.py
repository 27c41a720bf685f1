"""What stands in for the outside world where there are no credentials.

mailbox   real SMTP in, a file for each message out
twilio    Twilio's protocol in, a file for each text out
vendors   accounting software
"""
