"""Clients from files, and from a table that is typed.

client_imports          a file sent, its columns named, its rows looked at, brought in and taken back
client_tables           several clients typed or pasted, rows of a file mended in place
table_view              the table: its columns, its cells, what is wrong in the same way
responsibility_columns  columns that say who is responsible for what
"""
