"""The practice itself.

practice_settings   its name, address and defaults for new clients
practice_messages   the words of its mail and texts
practice_requests   clients who ask to be taken on
"""
