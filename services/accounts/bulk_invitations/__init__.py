"""First invitations of many clients at once (product.md 2.8, 5.8).

bulk_decisions  what people decide: to invite, to stop, to go on
bulk_records    sendings as they are kept, moved from state to state, shown
bulk_rows       their clients, with whom to invite and what became of it
bulk_jobs       sendings worked off, some clients at a time
row_decision    what becomes of one client's invitation
deferred_rows   what invitations put off, as a limit was reached
"""
