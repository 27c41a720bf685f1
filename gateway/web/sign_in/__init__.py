"""Getting in.

sessions             registering, signing in and out, switching between accounts
email_confirmation   that an address is somebody's own
password_reset       a new password by mail
"""
