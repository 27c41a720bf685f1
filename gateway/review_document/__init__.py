"""Writes a review as PDF, in a process of its own: JSON and the CSV file in, the PDF out (docs/adr/0078).

review_facts   what it takes in beside the file
review_rows    the file's lines, by colleague
typefaces      which font has a sign, and how wide it is there
written_text   text as it is drawn: letters joined, from right to left where they are read so
wrapped_text   text in lines that have room
review_blocks  what a review says, in words
page_layout    where each line of text stands, on which page
page_drawing   the pages as PDF
"""
