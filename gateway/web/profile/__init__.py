"""What somebody looks after for themselves.

own_profile   name, password, authenticator app, API tokens, sessions
"""
