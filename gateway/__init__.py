"""The HTTP gateway: turns requests into calls of the services, and their answers into responses.

It keeps no data and knows no rules of the product. Bodies are checked once, by the service that is
called, with the schema of the call; the gateway checks what is HTTP's.

http               speaks HTTP: the server, requests and responses, and what is HTTP's about them
calls              what the API and the pages both ask the services
api                the operations, a module each resource
web                the pages, a folder each feature
review_document    a review as PDF, written by a process of its own
health_endpoints   how it and the services are
settings           what it is given by its environment
openapi            the document that describes the API, made of its operations
openapi_file       where that document is kept
app                puts it together
hosted_gateway     runs it: `python -m gateway`, or beside the services in one process
"""
