"""Which vendors there are, and what may be asked of them.

providers     the accounting software that this installation has
call_limits   the vendors' limits, and the circuit for one that is down
"""
