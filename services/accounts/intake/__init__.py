"""Takes in mail to extract-by-email addresses, in a process of its own that asyncio runs (docs/adr/0054).

intake_process   the process, from its settings to its end
intake_settings  what the environment tells it
intake_limits    how much it takes of whom
counts           how often something happened within an hour
mail_server      SMTP: how commands and mails are read
lmtp_server      LMTP, which answers for each recipient of a mail
stuffed_lines    the lines of a mail as SMTP sends them
mail_handler     what is answered to whom
mail_headers     what a mail says of itself
recipients       whose mail it is
mail_reader      the files in a mail, found by a process of its own
mail_readers     has mails read by such processes
mail_infections  what is found in one
received_mail    a mail is kept, whole or not at all, and told once
"""
