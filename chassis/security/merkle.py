"""Many texts under one short one (RFC 6962, 2.1): each is shown to be among them by a path of a few hashes.

Who signs the root has signed every text, and nobody can show another text under it without breaking SHA-256.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

#: A step of a path: the side on which the other hash is, and that hash.
STEP = 33
_LEFT, _RIGHT = b"\x00", b"\x01"
#: A text of somebody's choice is no pair of hashes: they are told apart by what goes before them.
_LEAF, _PAIR = b"\x00", b"\x01"


def tree(texts: Sequence[bytes]) -> tuple[bytes, list[bytes]]:
    """The root of these texts, of which there is one at least, and for each its path."""
    level = [sha256(_LEAF + text).digest() for text in texts]
    paths = [bytearray() for _ in texts]
    under = [[place] for place in range(len(texts))]
    while len(level) > 1:
        above, above_under = [], []
        for left in range(0, len(level) - 1, 2):
            for place in under[left]:
                paths[place] += _RIGHT + level[left + 1]
            for place in under[left + 1]:
                paths[place] += _LEFT + level[left]
            above.append(sha256(_PAIR + level[left] + level[left + 1]).digest())
            above_under.append(under[left] + under[left + 1])
        if len(level) % 2:
            above.append(level[-1])
            above_under.append(under[-1])
        level, under = above, above_under
    return level[0], [bytes(path) for path in paths]


def root(text: bytes, path: bytes) -> bytes:
    """The root under which this path shows the text. Raises ValueError for what is no path."""
    if len(path) % STEP:
        raise ValueError("a step has 33 bytes")
    found = sha256(_LEAF + text).digest()
    for begin in range(0, len(path), STEP):
        side, other = path[begin : begin + 1], path[begin + 1 : begin + STEP]
        if side not in (_LEFT, _RIGHT):
            raise ValueError("a step is left or right")
        pair = other + found if side == _LEFT else found + other
        found = sha256(_PAIR + pair).digest()
    return found
