"""What the columns of a file are.

column_headings   which field a column most likely is
"""
