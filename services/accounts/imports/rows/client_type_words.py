"""What files call a type of client: a person's trade or property, or a business of any legal form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from contracts.errors import InvalidInput
from services.accounts import words

_PROPERTY = frozenset({"landlord", "landlady", "property", "uk property", "property business", "buy to let"})
_SELF_EMPLOYED = _PROPERTY.union(
    words.listed("""
        self employed, self employment, sole trader, sole proprietor, sole proprietorship, sole trade,
        sole practitioner, individual, private individual, person, private person, natural person,
        freelancer, subcontractor, contractor, trader, self assessment, personal, personal tax,
        cis subcontractor, cis, sa, se, st, individual sole trader, sole trader individual, freelance,
        self emp, sa100, sa 100, hnwi
    """)
)
#: What a person is said to do, and a company may do as well.
_TRADES = _PROPERTY.union(
    words.listed("freelancer, freelance, subcontractor, contractor, trader, cis subcontractor, cis")
)
#: A person, who may have a trade or let property.
_PERSON = frozenset(
    words.listed(
        "individual, private individual, person, private person, natural person, personal, personal tax"
    )
)
_BUSINESS = frozenset(
    words.listed("""
        business, company, limited, ltd, limited company, ltd company, private limited company,
        private company, public limited company, plc, limited by guarantee, company limited by guarantee,
        llp, limited liability partnership, partnership, general partnership, ordinary partnership,
        limited partnership, lp, scottish limited partnership, slp, charity, registered charity,
        charitable incorporated organisation, cio, scio, trust, cic, community interest company, club,
        association, unincorporated association, society, co operative, cooperative, corporate, corporation,
        incorporated, inc, organisation, organization, firm, sme, unlimited company,
        limited company dormant, dormant company, non profit, not for profit, academy, school,
        pension scheme, overseas company, foreign company, llc, spv, group, limited co, ltd co, clg, psc,
        personal service company, private limited co, micro entity
    """)
)
#: These a person's trade is called too: a business (sole trader) is no company.
_ANY_TRADE = frozenset({"business", "organisation", "organization", "firm", "sme"})
#: What may stand beside these, and says nothing of which it is.
_BESIDE = frozenset(
    words.listed("""
        client, clients, customer, account, only, small, micro, large, medium, family, owned, run, managed,
        trading, non trading, registered, unregistered, vat, vat registered, not vat registered, uk, new,
        active, dormant, private, public, liability, guarantee, by guarantee, by shares, shares, husband,
        wife, and, the, a, of, with, no, high net worth, unincorporated, standard, other, tax, return,
        income, full, general, assessment, company director
    """)
)
_KNOWN = _SELF_EMPLOYED | _BUSINESS | _BESIDE
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_APART = re.compile(r"\s[-\u2010-\u2015]\s|[/|,;:]")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
#: Words of the longest phrase here.
_LONGEST = 4


class _Reading(NamedTuple):
    """The phrases that are known in a text, and whether nothing else is in it."""

    phrases: frozenset[str]
    whole: bool

    @property
    def types(self) -> set[str]:
        companies = self.phrases & (_BUSINESS - _ANY_TRADE)
        people = self.phrases & (_SELF_EMPLOYED - _TRADES if companies else _SELF_EMPLOYED)
        is_business = companies or (not people and self.phrases & _ANY_TRADE)
        return ({"self_employed"} if people else set()) | ({"business"} if is_business else set())


def type_of(written: str) -> str:
    """`business` or `self_employed`. Raises `InvalidInput` at `/type` for what is neither, or both."""
    understood, all_of_it = _understood(written), _read(_plain(written))
    # What a reading leaves out may say the contrary, as in an individual (Ltd).
    if understood is not None and len(all_of_it.types) == 1:
        return all_of_it.types.pop()
    message = f"“{written[:60]}” is no type that is known here. Write Business or Self-employed."
    raise InvalidInput.at("/type", "unknown_type", message)


def is_property(written: str) -> bool:
    """Whether it says that the person lets property, and nothing of another trade."""
    phrases = _read(_plain(written)).phrases & _SELF_EMPLOYED
    return bool(phrases & _PROPERTY) and phrases <= _PROPERTY | _PERSON


def _understood(written: str) -> _Reading | None:
    """The reading that is understood: of all of it, without asides like (CIS), or of the first of several."""
    text = _plain(written)
    without = _ASIDE.sub(" ", text)
    readings = (_read(each) for each in (text, without, _APART.split(without)[0]))
    return next((reading for reading in readings if reading.whole and reading.phrases), None)


def _plain(written: str) -> str:
    """With initials as one word: `L.L.P.` is `LLP`."""
    return _INITIALS.sub(lambda found: found[0].replace(".", ""), written.replace("_", " "))


def _read(text: str) -> _Reading:
    """Its phrases, the longest first that begins at each word."""
    left, phrases, whole = words.of(text), set[str](), True
    while left:
        known = next((found for found in _beginning(left) if found[1] is not None), None)
        if known is None:
            whole, left = False, left[1:]
            continue
        length, phrase = known
        phrases.add(str(phrase))
        left = left[length:]
    return _Reading(frozenset(phrases) - _BESIDE, whole)


def _beginning(left: list[str]) -> Iterator[tuple[int, str | None]]:
    """What is known of the first words, of so many."""
    for length in range(min(_LONGEST, len(left)), 0, -1):
        said = " ".join(left[:length])
        yield length, next((each for each in (said, _singular(said)) if each in _KNOWN), None)


def _singular(plain: str) -> str:
    last = plain.rpartition(" ")[2]
    if last.endswith("ies"):
        return f"{plain[:-3]}y"
    return plain[:-1] if last.endswith("s") and not last.endswith("ss") else plain
