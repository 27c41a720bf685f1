"""What the rows of a file say.

row_contents          what it says, in api.md's words
cell_words            what people write for nothing, and around a number
client_matches        which client it is about, where it changes one
row_changes           what it changes of that client
row_verdicts          what a check finds out
taken_back            what of that can be taken back
row_access            who is to see its client
row_responsibilities  who is responsible for what at it
row_levels            at which level
row_invitees          whom its client can be invited for
planned_rows          what rows do, counted: clients added, people to invite
pasted_rows           what is pasted, as rows of cells
cell_table            rows as a table whose cells are written
client_type_words     what files call a type of client
"""
