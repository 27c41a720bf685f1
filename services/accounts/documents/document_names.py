"""Names of documents as they are shown and given to who downloads them, whatever was sent.

They are never a path of ours. But they become one on the machine of who saves the file, and stand on pages:
so nothing in them leads out of a folder, is hidden, or turns the direction of what stands beside it.
"""

from __future__ import annotations

import re
import unicodedata

from contracts.accounts.documents import LONGEST_NAME

_UNNAMED = "document"
_SEPARATORS = re.compile(r'[\\/:*?"<>|]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_LONGEST_ENDING = 12
#: More is cut before anything is done with it, which for some text takes more than its length.
_READ = 1000


def safe(name: str, unnamed: str = _UNNAMED) -> str:
    """A name in one line, with its ending, of at most so many characters."""
    written = "".join(" " if _is_unseen(sign) else sign for sign in name[:_READ])
    folded = unicodedata.normalize("NFC", _SEPARATORS.sub("_", written))
    text = " ".join(folded.split()).strip(". ")
    if not any(sign.isalnum() for sign in text):
        return unnamed
    return _shortened(f"_{text}" if _DEVICES.match(text) else text)


def _is_unseen(sign: str) -> bool:
    # Controls, what is not seen or turns directions (Cf), halves of pairs, private signs, ends of lines.
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_NAME:
        return text
    stem, dot, ending = text.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        return text[:LONGEST_NAME].strip(". ")
    return f"{stem[: LONGEST_NAME - len(ending) - 1].strip('. ')}.{ending}"
