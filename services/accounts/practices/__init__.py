"""The practice itself, and what its new clients begin with.

practice_settings  registration, and the defaults that new clients get
places             countries and currencies that there are
"""
