"""Who changed what.

activity_log   of the practice, and of one client
"""
