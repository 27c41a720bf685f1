"""What the columns of a file are.

column_headings          which field a column most likely is
responsibility_headings  whether it is that of a responsibility
heading_words            what the words of a heading say
remembered_columns       what a practice said that they are
import_template          a file to fill in
template_workbook        the same as XLSX
"""
