"""What mails and texts say.

mails              mails as they are written, with their templates
receipts           that documents came
access_wordings    what mails about who may see a client say
wordings           our own words and a practice's, with placeholders
letterheads        how a practice's messages look
logos              practices' logos and colours, as they are kept and seen
gsm                how many segments a text takes
invitation_texts   the invitation as a text
"""
