"""One client: what is seen of it, and what is done with it once it is there.

client_row, client_view             its row, and how whoever can see it reads it
client_change, client_settings      the decision to change its settings; changing them
own_account                         the same for the client's own people
client_retirement, archiving_clients  the decisions to archive, restore and delete; doing it
client_invitations                  inviting somebody to a client that is there
client_guide                        what is worth doing next for a new client
client_words                        the words that a client is found by
address_names, extract_addresses    extract-by-email addresses: chosen; unique across the system
self_employed                       what is kept of a self-employed client
client_checks                       what a client can be, by the lists there are
mobile_numbers, crn                 mobile numbers as people write them; client reference numbers
"""
