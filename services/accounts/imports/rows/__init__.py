"""What a row of a file says.

row_contents       what it says, in api.md's words
client_type_words  what files call a type of client
"""
