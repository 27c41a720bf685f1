"""The clients of a practice.

client_list         all of them, to look for and to act on
client_rows         a row for each of them
list_filters        what it is filtered and ordered by, in words
list_columns        the columns that are chosen for it
saved_views         views of it that somebody saved
bulk_access         access of many at once
client_summary      one of them
client_people       who there is at it
client_checklist    what it still needs, in one list
client_settings     its details, archiving, deleting
client_users        its users and their invitations
client_access       who in the practice sees it, and why
client_access_ends  when what is given ends by itself
client_access_levels  at which level it is given
client_responsibilities  who has which responsibility at it
client_access_undo  the way back from a change of it
access_requests     asking to see one that one cannot see, or to do more with one, and answering who asks
requested_clients   the one that is asked for
client_connection   its accounting software
"""
