"""Tokens: sealed, refreshed, used, revoked.

sealed_tokens       the tokens of a sign-in, sealed for their grant
refreshing_grants   an access token that can be used, refreshed where it has to be
vendor_calls        doing something at a vendor with a grant's access
unused_grants       grants that nothing stands on any more, and their revocation
grant_facts         what decisions are given of a grant
refresh_decision    what becomes of tokens: used, refreshed, put off, signed in for again
"""
