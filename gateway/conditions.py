"""Conditional requests (RFC 9110, 13).

The ETag of a resource is its version, which an edit moves, and a hash of what was sent, as some parts move
without an edit: a client's onboarding goes on by itself. An edit is stale only where the version has moved.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from contracts.errors import StaleVersion

_ONE_TAG = re.compile(r'"([0-9]{1,15})(?:\.[0-9a-f]+)?"')
_ANY_TAGS = re.compile(r'(?:W/)?("[^"]*")')


def etag(version: int, body: bytes) -> str:
    """The tag of this representation of a resource."""
    return f'"{version}.{blake2b(body, digest_size=6).hexdigest()}"'


def expected_version(if_match: str | None) -> int | None:
    """The version an edit was made on; None where the edit is meant for any.

    Raises `StaleVersion` for a tag that no version of ours can have, which includes weak ones.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    tag = _ONE_TAG.fullmatch(if_match.strip())
    if tag is None or int(tag[1]) < 1:
        raise StaleVersion()
    return int(tag[1])


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether the caller already has what bears this tag."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in _ANY_TAGS.findall(if_none_match)
