"""What clients send: by email, or uploaded.

client_documents  a client's documents, for its practice and for its own people
"""
