"""Reads the files that people upload, in a process of its own with little memory: it trusts none of them.

decoding         bytes as text, by evidence of their encoding
delimited        CSV and its kin as rows
workbooks        XLSX as rows, as a spreadsheet shows them
packages         the zip of an XLSX: bounded, without DTDs, in the form that openpyxl reads
number_formats   a number as its cell's format shows it
tables           where the headings are, and the rows under them
reading          a file as a table, with what there is to choose and to know
"""
