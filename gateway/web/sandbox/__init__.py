"""What the sandbox sends and is sent, where nothing leaves the machine.

sandbox_entry   who may look
mailbox         its mail
phone           its texts
sent_mail       mail to a client, sent as clients send it
"""
