"""The codes in our links, found in whatever a person pastes or a mail program makes of a link.

A link is `{public_url}/invitation#TOKEN`. On its way it may be wrapped over lines, put in brackets or quotes,
followed by the sentence's full stop, encoded (`%23`), or carried inside a link of a mail scanner.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from contracts.characters import without_ignorable
from contracts.fields import Secret

#: The pages that our links lead to.
PAGES = ("invitation", "password-reset", "confirm-email", "new-client")
#: How often a link may have been encoded: once by each scanner that it came through.
_LAYERS = 4
#: Of a code in a mail and in a text: a link that was cut by the end of a line is neither.
_LENGTHS = (43, 22)
_NOT_A_TOKEN = re.compile(r"[^A-Za-z0-9_-]+")
# A scanner that writes `#` as `*` keeps the rest of the link behind `__;`.
_IN_A_LINK = re.compile(
    rf"/(?:{'|'.join(PAGES)})/?(?:#|\*)([A-Za-z0-9_-]+?)(?=__;|[^A-Za-z0-9_-]|$)", re.IGNORECASE
)
#: How Proofpoint's second form writes a link within its own: `-` for `%` and `_` for `/`.
_PROOFPOINT = re.compile(r"urldefense\.proofpoint\.com/v2/url\?u=([^&\s]+)", re.IGNORECASE)
_AS_PERCENT = str.maketrans("-_", "%/")
#: What a mail program puts where it breaks a line: the sign of quoted-printable, or that of an answer.
_BREAKS = re.compile(r"=\r?\n|\r?\n[ \t]*>[> \t]*")
#: What a phone makes of two hyphens.
_DASHES = str.maketrans({"\u2014": "--", "\u2013": "-", "\u2010": "-", "\u2011": "-", "\u2212": "-"})


def page_of(path: str) -> tuple[str, str] | None:
    """The page and the code of a path that was one of our links before a scanner encoded its `#`.

    None for all other paths. Upper case and a slash at the end, as programs add them, are no other page.
    """
    text = path
    for _ in range(_LAYERS):
        page, found, token = text.partition("#")
        name = page.strip("/").lower()
        if name in PAGES:
            return f"/{name}", token_in(token) if found else ""
        text = unquote(text)
    return None


def token_in(pasted: str) -> str:
    """The code in what was pasted: in its link, or by itself without what came along. May be empty."""
    text = without_ignorable(_BREAKS.sub("", pasted))
    if (guarded := _PROOFPOINT.search(text)) is not None:
        text = unquote(guarded[1].translate(_AS_PERCENT))
    found = _IN_A_LINK.search(text)
    if found is not None and len(found[1]) in _LENGTHS:
        return found[1]
    text = "".join(text.split())
    for _ in range(_LAYERS):
        found = _IN_A_LINK.search(text)
        if found is not None:
            return found[1]
        text = unquote(text)
    return _NOT_A_TOKEN.sub("", text.rpartition(":")[2].translate(_DASHES))


class LinkToken(Secret):
    """The code of a link, or all of the link."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("the code from the message", longest=4000, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return token_in(super()._deserialize(value, attr, data, **kwargs))
