"""A practice's logo and colour.

branded            a page as the practice's clients see it
branding_files     the logo and the style sheet of a colour, kept for ever by browsers
branding_settings  the page where an admin chooses both
"""
