"""Clients from files.

client_imports   a file sent, its columns named, its rows looked at, brought in and taken back
"""
