"""Clients, or their practice codes, from a file (product.md 2, 2.10).

import_decisions   what people decide: files received, mapped, begun, undone
import_records     imports as they are kept, moved from state to state, shown
import_rows        the rows of a file as people see them
import_tables      rows typed or pasted as a table, and mended in place
import_jobs        imports worked off, some rows at a time
unread_files       files claimed, read outside any transaction, and written as rows
import_batch       what is at hand while some rows are worked on
checked_rows       the dry run: what each row is
imported_clients   clients made of rows, and taken back
outside_facts      what access knows of the rows that come next
rows               what a row says
columns            what the columns are, and a file to fill in
reader_process     has a file read by a process of its own
file_reader        that process: files as rows
"""
