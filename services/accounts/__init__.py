"""Practices, client accounts and the process of creating them.

service              the entrypoints
practices            the practice itself
clients              one client: what is seen of it, and what is done with it
new_clients          adding clients
home                 what a colleague begins with
client_lists         the clients that somebody can see: pages, counts, files
drafts               creations that can be left and resumed
documents            documents of clients, and where they are kept
intake               takes in mail to extract-by-email addresses, in a process of its own
imports              clients from a file
bulk_invitations     first invitations of many clients at once
onboarding           the steps of a creation that other services do
practice_requests    a client who has an account already invites the practice
lasting_grants       who was given a client, without what has ended by itself
projections          what is kept of other services' events
event_handlers       the entrypoints that take in messages
bulk_entrypoints     the entrypoints of first invitations
document_entrypoints  the entrypoints of documents
request_entrypoints  the entrypoints of links, and of who asks to be taken on
table_entrypoints    the entrypoints of rows that are typed or mended
view_entrypoints     the entrypoints of saved views
memberships          who acts, and in which practice
permissions          what a caller may do in their practice
reference_data       what can be chosen from, with where it comes from
words                names as they are searched
tables               the tables
"""
