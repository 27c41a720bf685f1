"""Clients, or their practice codes, from a file (product.md 2, 2.10).

import_decisions                   what people decide: files received, mapped, begun, undone
import_records, kept_states        imports as they are kept, moved from state to state, shown
import_progress                    how far imports are, for pages that wait for them
import_rows, row_view, kept_rows   the rows of a file as people see them, and as they are kept
import_tables                      rows typed or pasted as a table, and mended in place
import_jobs                        imports worked off, some rows at a time
unread_files                       files claimed, read outside any transaction, and written as rows
import_batch, named_clients        what is at hand while some rows are worked on; the clients they name
checked_rows, checked_updates      the dry run: what each row is, and what it would change
imported_clients, changed_clients  clients made of rows, or changed by them, and taken back
row_results                        what became of each row
outside_facts                      what access knows of the rows that come next
rows                               what a row says
columns                            what the columns are, and a file to fill in
reader_process, file_reader        a process of its own that reads files as rows
"""
