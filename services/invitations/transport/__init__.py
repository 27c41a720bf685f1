"""SMTP and Twilio: how messages leave the house.

smtp                  mail to an SMTP server
smtp_replies          what mail servers say of an address, in plain words
twilio                texts by Twilio's library
sender_addresses      from which addresses this installation may send
outlets               where messages leave the house, all in one
delivery_problems     how handing a message over may end badly
twilio_codes          what Twilio's codes mean
unwritable_messages   messages that cannot be written
"""
