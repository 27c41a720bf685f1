"""Which known clients something resembles: by name, code, company number, email or National Insurance number.

Pure and in memory, so that it serves one question as well as a file of thousands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio

from contracts.accounts.states import Match as AlikeAs
from services.accounts import words

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)

#: Words that tell businesses apart no better than their absence would.
_COMMON = frozenset(
    {
        *("ltd", "limited", "llp", "plc", "inc", "llc", "co", "company", "corp", "lp", "cic", "the", "and"),
        *("of", "uk", "t", "a", "ta", "trading", "as"),
    }
)
#: Similarity of names, in hundredths, from which they are near.
_NEAR = 87
_PREFIX = 3
#: A beginning shared by more clients than this tells nothing.
_CROWD = 400


@dataclass(frozen=True, slots=True)
class Known(Generic[Row_co]):
    """A client as it is compared; `row` is whatever it stands for."""

    row: Row_co
    name: str
    code: str | None
    email: str | None
    nino_index: str | None
    company_number: str | None = None


@dataclass(frozen=True, slots=True)
class Match(Generic[Row]):
    """`fields` tells how each field that resembles does: exact or near."""

    row: Row
    fields: dict[str, AlikeAs]
    score: float

    @property
    def kind(self) -> AlikeAs:
        return AlikeAs.EXACT if AlikeAs.EXACT in self.fields.values() else AlikeAs.NEAR


def name_key(name: str) -> str:
    """A name without what names differ in by chance: case, accents, order, company endings."""
    of_name = words.of(name)
    telling = [word for word in of_name if word not in _COMMON]
    return " ".join(sorted(telling or of_name))


class Register(Generic[Row]):
    """Known clients, to be asked about one after the other."""

    def __init__(self, known: Iterable[Known[Row]] = ()) -> None:
        self._keys: dict[int, str] = {}
        self._known: list[Known[Row]] = []
        self._exactly: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._beginning: dict[tuple[str, str], list[int]] = defaultdict(list)
        for each in known:
            self.add(each)

    def add(self, known: Known[Row]) -> None:
        place = len(self._known)
        self._known.append(known)
        key = self._keys[place] = name_key(known.name)
        for kind, value in _exact_keys(
            key, known.code, known.email, [known.nino_index], known.company_number
        ):
            self._exactly[kind, value].append(place)
        for kind, beginning in _beginnings(key, known.email):
            self._beginning[kind, beginning].append(place)

    def find(
        self,
        name: str | None,
        code: str | None,
        email: str | None,
        nino_indices: Sequence[str] = (),
        company_number: str | None = None,
    ) -> list[Match[Row]]:
        """What resembles this, the most alike first."""
        key = name_key(name) if name else ""
        found: dict[int, dict[str, AlikeAs]] = defaultdict(dict)
        for kind, value in _exact_keys(key, code, email, nino_indices, company_number):
            for place in self._exactly.get((kind, value), ()):
                found[place][kind] = self._how(kind, place, code)
        scores: dict[int, float] = dict.fromkeys(found, 100.0)
        for place in self._candidates(key, email) - found.keys():
            alike, score = self._likeness(place, key, email)
            if alike:
                found[place], scores[place] = alike, score
        matches = [Match(self._known[place].row, how, scores[place]) for place, how in found.items()]
        return sorted(matches, key=lambda match: (match.kind is not AlikeAs.EXACT, -match.score))

    def _how(self, kind: str, place: int, code: str | None) -> AlikeAs:
        known = self._known[place].code
        same_code = code is not None and known is not None and code.casefold() == known.casefold()
        return AlikeAs.NEAR if kind == "practice_code" and not same_code else AlikeAs.EXACT

    def _candidates(self, key: str, email: str | None) -> set[int]:
        crowds = [self._beginning.get(each, []) for each in _beginnings(key, email)]
        telling = [crowd for crowd in crowds if len(crowd) <= _CROWD] or sorted(crowds, key=len)[:1]
        return {place for crowd in telling for place in crowd[:_CROWD]}

    def _likeness(self, place: int, key: str, email: str | None) -> tuple[dict[str, AlikeAs], float]:
        alike: dict[str, AlikeAs] = {}
        known = self._known[place]
        score = ratio(key, self._keys[place], score_cutoff=_NEAR) if len(key) >= _PREFIX else 0.0
        # Wharf Road 12 and Wharf Road 13 are two on purpose.
        if score and _numbers(key) == _numbers(self._keys[place]):
            alike["name"] = AlikeAs.NEAR
        if email and known.email and Levenshtein.distance(email.casefold(), known.email.casefold()) <= 1:
            alike["email"], score = AlikeAs.NEAR, max(score, 95.0)
        return alike, score


def _numbers(key: str) -> list[str]:
    return [word for word in key.split() if not word.isalpha()]


def _exact_keys(
    key: str,
    code: str | None,
    email: str | None,
    nino_indices: Sequence[str | None],
    company_number: str | None,
) -> Iterable[tuple[str, str]]:
    if key:
        yield "name", key
    if code and words.joined(code):
        yield "practice_code", words.joined(code)
    if email:
        yield "email", email.casefold()
    for index in nino_indices:
        if index:
            yield "national_insurance_number", index
    if company_number:
        yield "company_number", company_number


def _beginnings(key: str, email: str | None) -> Iterable[tuple[str, str]]:
    for word in key.split():
        yield "name", word[:_PREFIX]
    if email:
        yield "email", email.casefold()[:_PREFIX]
