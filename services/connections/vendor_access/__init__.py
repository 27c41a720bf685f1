"""Which vendors there are, and the limits of calls to them.

providers         the accounting software that this installation has
call_limits       the vendors' limits, and the circuit for one that is down
vendor_registry   the vendors that are set up, with what seals their tokens
"""
