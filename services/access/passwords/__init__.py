"""Passwords, and how often one may be tried.

password_hashes        argon2id, and which passwords are refused
password_confirmation  asking for the password once more before credentials are changed
guarded_attempts       the one guard before every check of a password or a code (docs/adr/0018)
try_limits             so many tries in a window, counted in the database
"""
