"""Signing in, and what somebody is signed in with.

sign_ins         a session begins
passports        who bears a session's token, or an API token
current_session  the session in use: what it shows, another account, signing out
own_sessions     where the caller is signed in, and signing out there
api_tokens       the caller's API tokens
second_factors   authenticator apps and recovery codes
totp_codes       such codes as text: which fit, and new ones
session_records  sessions as they are shown and ended; how long they last
"""
