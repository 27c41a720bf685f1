"""The audit trail as it is read (product.md 8.5).

trail_pages  newest first, by client, person and kind
trail_names  what those whom the lines name by id are called
"""
