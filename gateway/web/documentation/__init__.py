"""The API for people.

api_reference   its operations, schemas and problems
guides          how to begin, follow events, receive webhooks
"""
