"""The clients that somebody can see: pages, counts, files, and those that resemble one (product.md 8.2).

client_pages               a page of the list, in one query
client_search              clients found by the beginnings of words
page_cursors               where a page ended
page_surroundings          what a page shows around its clients, in one round trip
mentioned_names            how the colleagues and teams are called that a page mentions
client_counts              how many there are of each kind
client_crns                the CRNs of clients that are known by their ids
hidden_clients             clients that one cannot see and may ask for
waiting_requests           how many requests wait for an answer
practice_colleagues        whom an admin can filter them by
practice_responsibilities  what somebody may be responsible for at them
saved_views                a person's own views of the list
saved_view_decision        whether one may be kept, and what is
client_export              the list as CSV
exported_headings          headings of it that an import knows again
income_sources_text        income sources in a cell
duplicate_clients          the clients that somebody may be about to add again
resemblance                which known clients something resembles
"""
