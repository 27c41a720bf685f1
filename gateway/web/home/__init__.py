"""The first page.

front_page    what this is, for who is not signed in
client_home   a client's own page
"""
