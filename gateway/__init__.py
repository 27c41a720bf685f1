"""The HTTP gateway: turns requests into calls of the services, and their answers into responses.

It keeps no data and knows no rules of the product. Bodies are checked once, by the service that is
called, with the schema of the call; the gateway checks what is HTTP's.

operations   what an endpoint of the API is, as data: the routes and the OpenAPI document are made of it
endpoints    carries an operation out: who asks, limits, arguments, the call, the response
requests     what is read from a request: body, query, conditions, addresses
identities   who a token stands for
problems     how a refusal looks over HTTP
api          the operations, a module each resource
web          the pages
app          puts it together
server       speaks HTTP: conversation is one connection, incoming its requests
"""
