"""A client who has an account already invites the practice (product.md 7.1).

client_requests  what clients ask practices, and what becomes of it
client_transfer  a client goes over to another practice
"""
