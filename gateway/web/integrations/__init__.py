"""Programs of the practice's: where events are sent, and what became of them.

programs            accounts of programs
webhook_endpoints   the addresses, each with its log
event_words         what happened, in words
"""
