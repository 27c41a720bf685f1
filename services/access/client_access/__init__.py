"""Who may see which client (product.md 2.5).

granted_access       what is to be granted: decided from the request and what is known
grant_ends           when what is to be granted ends by itself
grant_levels         at which level what is to be granted is granted
held_responsibilities  who has which responsibility at it
client_grants        one client's access, seen and set
bulk_grants          many clients' access, given and taken
new_client_grants    a new client's first access
ended_grants         what was given until a time that is over
lasting_grants       whether what was given has ended by itself, within a query
ending_clients       the clients of which something ends soon
end_notices          what ends within two days, told of once
grant_notices        who has notice of a client that they are given
connection_notices   who has notice of a connection that has to be made anew
ended_responsibilities  who loses what when one is ended, and that nobody has it
handed_over_clients  the clients of a manager who goes
client_visibility    which clients the caller sees, and who else sees one
given_clients        the clients that colleagues were given, with why they reach them
reach                every reason why somebody reaches a client: the one place that says it
known_names          which of the people and teams named are the practice's
known_responsibilities  what a practice's responsibilities are called, and at which level each gives a client
known_clients        waits for the news of a client that was made a moment ago
client_projection    what accounts tells of clients, taken in
current_access       a client's access as it is read
grant_rows           a client's access as it is locked and written
granted_events       a client's access as it is published, and noted in the audit trail
held_clients         a client that nobody else changes meanwhile
"""
