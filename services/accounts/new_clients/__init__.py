"""Adding clients (product.md 2 and 3).

creating_clients        a client by itself: facts loaded, the client decided and written, waited for
client_sync             clients from the organisations of one sign-in
new_client              the decision: a request and facts in, a new client or a refusal out
client_access           the decision who is to see it
first_responsibilities  the decision who is responsible for what
step_orders             the decision what other services are ordered to do
new_client_rows         writes what was decided
named_people            the colleagues, teams and responsibilities that somebody names
chosen_software         the accounting software it is to be connected to
"""
