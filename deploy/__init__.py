"""How Clientele is run: all in one, in containers, on Kubernetes; and what stands in for vendors.

allinone                        `make run`: everything in one process
compose, kubernetes             what containers need besides the images
images                          which packages each image has
cluster                         three brokers, three databases, two of everything, on this machine
services                        every service by name
broker_accounts                 RabbitMQ's accounts, one for each part
embedded_postgres, postmaster   PostgreSQL in a folder, and its server process
sandbox                         stand-ins for mail, texts and vendors
"""
