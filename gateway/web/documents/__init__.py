"""What clients send: by email, or uploaded.

client_documents  a client's documents, and a picture on a page, for its practice and for its own people
document_senders  who may send them by email, and a word about those that somebody unknown sent
document_places   where both are shown
"""
