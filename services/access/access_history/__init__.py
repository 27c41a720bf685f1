"""Who could see which client, and who had which role, as of any moment (docs/adr/0057).

replayed_access    what was so after lines of the audit trail: decided from the lines alone
history_lines      the lines that say it
client_history     who could see a client, and why
colleague_history  what role a colleague had, and which clients they could see
"""
