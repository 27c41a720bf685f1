"""Requests to be taken on, of clients that have an account (product.md 7.1) and of people who are new.

client_requests       what clients ask practices
new_client_requests   what people who are new ask, once they have shown an address (docs/adr/0049)
new_client_details    what they say of themselves, and the client it would make
new_client_records    their requests as they are kept and shown
decided_requests      what becomes of requests of either kind
accepted_request      the decision to take a client on
accepted_new_clients  somebody new becomes a client
client_transfer       the client goes over to the practice
request_records       requests of clients as they are kept, and both kinds as they are listed
business_admins       who of a client may ask
"""
