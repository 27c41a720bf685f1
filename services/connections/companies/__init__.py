"""Companies of the register at Companies House.

company_search      found by a name or a number, for who adds clients
register_settings   whether this installation may ask, and where
"""
