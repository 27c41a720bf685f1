"""Pages that are looked at while something happens.

listeners       who listens, so many and for so long
live_sources    what a page can wait for
live_updates    tells them that something happened that they may see
"""
