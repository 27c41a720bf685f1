"""The first page.

front_page           what this is, for who is not signed in
practice_home        what needs a colleague, and how clients come in
needs                the lines of what needs somebody, in words
onboarding_pictures  the pictures, as where their bars are
client_home          a client's own page
client_guide         what its people set up for themselves
"""
