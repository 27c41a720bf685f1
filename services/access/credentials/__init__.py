"""Other passwords and addresses, mostly by a link that was mailed.

changed_passwords    a new password for who gives the present one
password_resets      a new password for who reads their mail
email_confirmations  showing that an address is one's own (docs/adr/0019)
address_proofs       showing it without being a user (docs/adr/0049)
reply_addresses      where answers to them go
proven_emails        what follows from it
mailed_links         links that are ordered, and their tokens
"""
