"""The session's cookie: out of scripts' reach, and sent along only by links and pages of our own site.

`Lax`, not `Strict`: somebody who comes back from the accounting software's sign-in, or from a link in a
mail, is still signed in. Writes by cookie need a CSRF token besides.
"""

from __future__ import annotations

from datetime import UTC, datetime

from gateway.responses import Header


def keep(name: str, token: str, expires_at: str) -> Header:
    """Sign the browser in until this moment (RFC 3339)."""
    left = datetime.fromisoformat(expires_at) - datetime.now(UTC)
    return _cookie(name, token, max(0, int(left.total_seconds())))


def drop(name: str) -> Header:
    """Sign the browser out."""
    return _cookie(name, "", 0)


def _cookie(name: str, value: str, seconds: int) -> Header:
    secure = "; Secure" if name.startswith("__Host-") else ""
    return "Set-Cookie", f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
