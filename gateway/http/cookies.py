"""Cookies, the session's above all: out of scripts' reach, and sent only by links and pages of our own site.

`Lax`, not `Strict`: somebody who comes back from the accounting software's sign-in, or from a link in a
mail, is still signed in. Writes by cookie need a CSRF token besides.
"""

from __future__ import annotations

from datetime import UTC, datetime

from gateway.http.wsgi import Environ, Header


def keep(name: str, token: str, expires_at: str) -> Header:
    """Sign the browser in until this moment (RFC 3339)."""
    left = datetime.fromisoformat(expires_at) - datetime.now(UTC)
    return _cookie(name, token, max(0, int(left.total_seconds())))


def drop(name: str) -> Header:
    """Sign the browser out."""
    return _cookie(name, "", 0)


def make(name: str, value: str, seconds: int, *, secure: bool) -> Header:
    """One for the whole site, which no script can read."""
    only = "; Secure" if secure else ""
    return "Set-Cookie", f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{only}"


def read(environ: Environ, name: str) -> str | None:
    """The value of this cookie, as the browser sent it."""
    for pair in environ.get("HTTP_COOKIE", "").split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name:
            return str(value)
    return None


def _cookie(name: str, value: str, seconds: int) -> Header:
    return make(name, value, seconds, secure=is_secure(name))


def is_secure(name: str) -> bool:
    """Whether the session's cookie of this name is for https only, and the others with it (RFC 6265bis)."""
    return name.startswith("__Host-")
