"""The API for people.

api_reference   its operations, schemas and problems
"""
