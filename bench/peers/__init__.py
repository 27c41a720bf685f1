"""What Clientele is compared with, written small and the way its users recommend.

nameko_echo_front, nameko_echo_back          stock Nameko's two sides of the echo
nameko_run                                   as `nameko run` does
fastapi_echo_front, fastapi_echo_back        FastAPI's
fastapi_clients_front, fastapi_clients_back  FastAPI's three operations
clients, tables, relay                       their use cases, tables and outbox relay
eventlet_wsgi                                the plain HTTP server
amqp_rpc                                     RPC with aio-pika
amqp_ping                                    a call by py-amqp alone
"""
