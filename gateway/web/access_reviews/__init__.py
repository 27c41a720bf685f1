"""Looking through who reaches what, and deciding line by line (docs/adr/0074).

review_list             the practice's reviews, and starting one
one_review              one review: how far it is, with whom, its file, and its end
review_lines            the lines of one colleague, decided by one key each
authorized_connections  the connections that work by a colleague's sign-in
"""
