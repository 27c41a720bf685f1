"""What the sandbox sends, where nothing leaves the machine.

sandbox_entry   who may look
mailbox         its mail
phone           its texts
"""
