"""Draws a page of a PDF as a picture, in a process with little memory and time that the PDF is input of.

pdf_pages  a page of a PDF as pixels
png_files  pixels as a file
"""
