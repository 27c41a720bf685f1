"""Asking to see a client that one cannot see (docs/adr/0052), or to do more with one (docs/adr/0069).

request_decision  who may ask, who may decide, and what follows: decided from facts
requested_levels  at which level, and until when, what is asked for is given: decided from facts
reached_levels    what they have who ask
request_rows      requests as they are found, locked, changed and published
request_notices   who has notice of that
new_requests      asking
decided_requests  giving, declining, taking back
ended_requests    requests that end by themselves: their time, their client or their colleague is gone
request_views     requests as they are listed and shown
access_summary    what of them needs somebody, with what ends soon
waiting_requests  a client's access, with who asks for it
"""
