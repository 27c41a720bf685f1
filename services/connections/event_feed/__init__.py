"""A practice's event feed (docs/adr/0045).

event_audiences   which events a colleague may see
recorded_events   events are written down, in their order
feed_pages        the feed as a colleague reads it
feed_upkeep       what is older than it is kept
"""
