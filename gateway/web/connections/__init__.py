"""Accounting software.

connection_list   the practice's connections
authorizations    a vendor asked for access, and what it let us see
"""
