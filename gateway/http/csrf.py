"""Tells a write by cookie that one of our pages sent from one that another site made a browser send.

The token is an HMAC under the session's own token, so that it needs no further secret, belongs to one
session, and gives nothing of the session away. A page has it in its forms and sends it along; another
site can make the browser send the cookie, but cannot read it.
"""

from __future__ import annotations

import hmac


def token_for(session_token: str) -> str:
    """The CSRF token of a session."""
    return hmac.digest(session_token.encode(), b"clientele csrf 1", "sha256").hex()


def matches(session_token: str, shown: str | None) -> bool:
    """Whether `shown` is the session's CSRF token."""
    return shown is not None and hmac.compare_digest(token_for(session_token).encode(), shown.encode())
