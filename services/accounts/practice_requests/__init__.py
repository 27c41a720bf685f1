"""A client who has an account already invites the practice (product.md 7.1).

client_requests   what clients ask practices, and what becomes of it
accepted_request  the decision to take a client on
client_transfer   the client goes over to the practice
request_records   requests as they are kept and shown
business_admins   who of a client may ask
"""
