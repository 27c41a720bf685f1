"""The audit trail as it is written (product.md 8.5).

audit_lines   a line of what somebody did, chained to the line before
audit_events  what other services tell, as lines
"""
