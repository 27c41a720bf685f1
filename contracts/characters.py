"""Characters that come along when text is copied and pasted, and that nobody sees.

What is left out follows Unicode: characters that are ignorable by default (UAX #44), all white space, and the
punctuation that people set between the groups of a number.
"""

from __future__ import annotations

import re
import unicodedata

#: Default_Ignorable_Code_Point, and the empty pattern of Braille, which is as blank.
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
#: Those of them that shape the signs beside them, in Persian, in Hindi, in the older scripts, in emoji.
_SHAPING = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
)

_IGNORED = re.compile(f"[{_IGNORABLE}]")
_MARKS = re.compile(f"(?![{_SHAPING}])[{_IGNORABLE}]")
_BREAK = re.compile(r"[\t\n\r\x85\u2028\u2029]")
_SPACE = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BETWEEN_GROUPS = re.compile(r"[\s\-\u2010-\u2015\u2212\u00b7.,;:/\\'\"\u2018-\u201f_()]+")

#: One character that can be seen, in a regular expression of Python's and ECMAScript's kind (JSON Schema).
VISIBLE = r"[^\s\u0000-\u001f\u007f-\u009f" + _IGNORABLE.split("\U0001bca0")[0] + "]"

_SEEN = re.compile(rf"[^\s\x00-\x1f\x7f-\x9f{_IGNORABLE}]")


def is_visible(text: str) -> bool:
    """Whether there is anything in it to see."""
    return _SEEN.search(text) is not None


def one_line(text: str) -> str:
    """Text in one line: breaks and spaces of other widths become spaces, marks that nobody sees are gone.

    What joins or shapes the letters beside it stays.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return lines(" ".join(filter(None, map(str.strip, _BREAK.split(text)))))


def lines(text: str) -> str:
    """The same where breaks of lines are meant."""
    return _MARKS.sub("", _SPACE.sub(" ", text)).strip()


def without_ignorable(text: str) -> str:
    """For what has no use for any of them: addresses, numbers, codes."""
    if text.isascii():
        return text.strip()
    return _IGNORED.sub("", _SPACE.sub(" ", text)).strip()


def ungrouped(text: str) -> str:
    """The letters and digits of a number, without what stands between its groups; wide forms plain."""
    return _BETWEEN_GROUPS.sub("", without_ignorable(unicodedata.normalize("NFKC", text)))
