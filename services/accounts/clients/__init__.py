"""One client: what is seen of it, and what is done with it once it is there.

client_view         a client as whoever can see it reads it
client_settings     its settings, changed by whoever reaches it
own_account         the same for the client's own people
archiving_clients   archived, restored and deleted clients
client_invitations  inviting somebody to a client that is there
client_guide        what is worth doing next for a new client
client_words        the words that a client is found by
extract_addresses   extract-by-email addresses, unique across the system
self_employed       what is kept of a self-employed client
mobile_numbers      mobile numbers as people write them
crn                 client reference numbers
"""
