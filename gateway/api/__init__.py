"""The API (api.md), a module each resource.

operations                         what an endpoint is, as data
endpoints                          carries an operation out, from who asks to the response
resources                          all operations
practices, practice_messages       the practice and the words of its messages
practice_requests                  clients that ask to be taken on
sessions, credentials, programs    signing in, passwords, authenticators, tokens, programs
colleagues, teams                  the people of a practice
responsibilities                   what somebody may be responsible for at a client
home                               what needs somebody, and how clients come in
clients, client_drafts             its clients, and those that are being added
client_views                       views of their list that somebody saved
documents                          documents of clients
client_imports                     files of clients
companies                          the register of companies
client_access, client_users        who in the practice sees a client; the client's own people
access_requests                    asking to see a client that one cannot see
access_reviews                     looking through who reaches what, and deciding line by line
notices                            what concerns whoever asks
invitations, invitation_acceptances  how people get in: what a practice does, what the invited person does
bulk_invitations                   first invitations of many clients
webhooks                           what became of messages that were sent
webhook_endpoints                  where a practice's events are sent
connections, events                accounting software; what happened, for programs
activity, reference                who changed what; lists to choose from
"""
