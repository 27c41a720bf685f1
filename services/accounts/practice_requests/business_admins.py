"""Whether a client's user may ask practices: a business admin may."""

from __future__ import annotations

from contracts import access
from contracts.access.sessions import Session
from contracts.errors import RoleRequired
from contracts.messages import Rpc


def require(calls: Rpc) -> Session:
    """The caller's session. Raises `RoleRequired`."""
    session = access.get_session(calls)
    if session["account"]["role"] != "business_admin":
        raise RoleRequired(role="business_admin")
    return session
