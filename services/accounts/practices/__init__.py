"""The practice itself, and what its new clients begin with.

practice_settings  registration, and the defaults that new clients get
practice_links     its link, by which people ask it to take them on
link_change        a change of it, decided
link_handles       the endings of links, each one practice's
handle_words       the words that they may have
places             countries and currencies that there are
"""
