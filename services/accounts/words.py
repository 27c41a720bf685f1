"""Names as they are searched: without accents, case and punctuation."""

from __future__ import annotations

import re
import unicodedata

#: Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
_APOSTROPHES = re.compile(r"['’ʼ`´]")
_WORD = re.compile(r"[^\W_]+")
#: Words of a name or a search that count; nobody types more.
MOST = 12
LONGEST = 40
#: After every word that begins with the one before it (COLLATE "C").
_AFTER_ALL = "\U0010ffff"


def folded(text: str) -> str:
    """In lower case, without accents and apostrophes: `O’Brien & Søn` gives `obrien & son`."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold().translate(_LETTERS)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def of(text: str, most: int = MOST) -> list[str]:
    """The different words of a text, folded, in order, at most so many of at most `LONGEST` letters."""
    found = dict.fromkeys(word[:LONGEST] for word in _WORD.findall(folded(text)))
    return list(found)[:most]


def joined(text: str) -> str:
    """A text folded and without signs: `AC-01` and `ac01` are alike."""
    return "".join(_WORD.findall(folded(text)))


def span(prefix: str) -> tuple[str, str]:
    """The range of words that begin with a prefix: from the first, to before the second."""
    return prefix, prefix + _AFTER_ALL


def matches(text: str, query: str) -> bool:
    """Whether each word of the query begins a word of the text."""
    known = of(text, most=100)
    return all(any(word.startswith(wanted) for word in known) for wanted in of(query))


def listed(text: str) -> tuple[str, ...]:
    """What is written apart by commas, over as many lines as it takes."""
    return tuple(" ".join(each.split()) for each in text.split(","))


def of_client(name: str, practice_code: str | None, crn: str, company_number: str | None) -> list[str]:
    """What a client is found by."""
    of_code = [*of(practice_code), joined(practice_code)] if practice_code else []
    return list(dict.fromkeys([*of(name), *filter(None, of_code), crn.lower(), *_of_number(company_number)]))


def _of_number(company_number: str | None) -> list[str]:
    """As it is kept, and as people write it: without the zeros in front."""
    return [] if company_number is None else [company_number.lower(), company_number.lower().lstrip("0")]
