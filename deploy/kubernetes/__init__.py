"""What Kubernetes needs besides the images: see docs/operations.md.

secrets           an installation's secrets
broker_accounts   the broker's accounts as resources of RabbitMQ's operator
"""
