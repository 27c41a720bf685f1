"""Adding clients (product.md 2 and 3).

creating_clients  a client by itself: what can be refused first, then one transaction
client_sync       clients from the organisations of one sign-in
new_client_rows   what is written for a new client: its row, its steps, its messages
client_access     who is to see it
chosen_software   the accounting software it is to be connected to
"""
