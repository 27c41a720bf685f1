"""HTTP/1.1 and what is HTTP's about a request and its answer; knows neither the API nor the pages.

server, connection                       listens; one connection, and one request after the other
incoming_requests, outgoing_responses    requests and responses as bytes, with limits
wsgi, routing                            what an application is handed, and what answers a path
requests, responses, problems            as the rest of the gateway sees them
bodies                                   JSON, forms and queries, as far as they can be read
conditional_requests, idempotency_keys   `If-Match` and the like; writes that are done once
identity, cookies, csrf                  who makes a request, and whether a page of ours made them
peer_addresses, rate_limits              from where, and how often
"""
