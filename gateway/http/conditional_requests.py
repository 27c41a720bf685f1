"""Conditional requests (RFC 9110, 13).

The ETag of a resource is its version, which an edit moves, and a hash of what was sent, as some parts move
without an edit: a client's onboarding goes on by itself. An edit is stale only where the version has moved.

A proxy that compresses makes our tags weak, or adds how it compressed. Versions are exact whatever the
encoding is, so tags are compared without that.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from contracts.errors import StaleVersion

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_LIST = re.compile(rf"\s*(?:{_TAG.pattern}\s*(?:,\s*|$))+\Z")
#: What Apache and others set behind a tag of what they have compressed.
_CODINGS = re.compile(r"[-;+.](?:gzip|br|deflate|df|zstd)\Z")
_VERSION = re.compile(r"([1-9][0-9]{0,14})(?:\.[0-9a-f]+)?")


def etag(version: int, body: bytes) -> str:
    """The tag of this representation of a resource."""
    return f'"{version}.{blake2b(body, digest_size=6).hexdigest()}"'


def expected_versions(if_match: str | None) -> frozenset[int] | None:
    """The versions that an edit was made on, any of which will do; None where it is meant for any.

    Raises `StaleVersion` where none of the tags is one that a version of ours can have.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    found = (_VERSION.fullmatch(tag) for tag in _tags(if_match))
    versions = frozenset(int(each[1]) for each in found if each is not None)
    if not versions:
        raise StaleVersion()
    return versions


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether the caller already has what bears this tag."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag.strip('"') in _tags(if_none_match)


def _tags(condition: str) -> list[str]:
    """The tags of a list, without what a proxy makes of them; none where it is no list of tags."""
    if not _LIST.match(condition):
        return []
    return [_CODINGS.sub("", tag) for tag in _TAG.findall(condition)]
