"""Going anywhere by a few letters.

commands      what there is to do and where there is to go, by account and role
palette       the page of it, which the script of `Ctrl K` shows in place
"""
