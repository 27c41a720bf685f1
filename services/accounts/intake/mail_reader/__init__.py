"""The files in a mail, found by a process with little memory and time, which the mail is the input of.

mail_files  which parts of a mail are files
"""
