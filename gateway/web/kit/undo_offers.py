"""What can be taken back, carried to the page that says what was done (ui.md, "Danger").

The offer stands in that page's address, signed under the session's own token: it is a button with fields
that the reader does not see, so nobody else may make one. It is good while somebody may still mean it.
"""

from __future__ import annotations

import base64
import hmac
from typing import NamedTuple

import orjson

#: Seconds, and characters of an address: browsers and proxies take somewhat more.
_GOOD_FOR, _LONGEST = 600, 4000
_WHAT = b"clientele undo 1 "


class Undo(NamedTuple):
    """A form of one button, sent to `path`."""

    path: str
    fields: tuple[tuple[str, str], ...] = ()
    words: str = "Undo"


def sign(undo: Undo, csrf: str, now: float) -> str | None:
    """The offer for an address; None where it is too long for one."""
    payload = base64.urlsafe_b64encode(orjson.dumps([int(now), undo.path, undo.fields, undo.words])).decode()
    signed = f"{payload}.{_signature(payload, csrf)}"
    return signed if len(signed) <= _LONGEST else None


def read(signed: str | None, csrf: str, now: float) -> Undo | None:
    """The offer, where it is one that this session was made and is not too old."""
    payload, _, signature = (signed or "").partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(payload, csrf).encode()):
        return None
    made_at, path, fields, words = orjson.loads(base64.urlsafe_b64decode(payload))
    if not 0 <= now - made_at <= _GOOD_FOR:
        return None
    return Undo(path, tuple((name, value) for name, value in fields), words)


def _signature(payload: str, csrf: str) -> str:
    return hmac.digest(csrf.encode(), _WHAT + payload.encode(), "sha256").hex()
