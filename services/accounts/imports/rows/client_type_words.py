"""What files call a type of client: a person's trade or property, or a business of any legal form."""

from __future__ import annotations

import re

from contracts.errors import InvalidInput
from services.accounts import words

_PROPERTY = frozenset({"landlord", "landlady", "property", "uk property", "property business", "buy to let"})
_SELF_EMPLOYED = _PROPERTY.union(
    words.listed("""
        self employed, self employment, sole trader, sole proprietor, sole proprietorship, sole trade,
        sole practitioner, individual, private individual, person, private person, natural person,
        freelancer, subcontractor, contractor, trader, self assessment, personal, personal tax,
        cis subcontractor, cis, sa, se, st, individual sole trader, sole trader individual
    """)
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
        pension scheme, overseas company, foreign company, llc, spv, group
    """)
)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_APART = re.compile(r"\s[-\u2010-\u2015]\s|[/|,;:]")


def type_of(written: str) -> str:
    """`business` or `self_employed`. Raises `InvalidInput` at `/type` for what is not known as either."""
    for plain in _readings(written):
        if plain in _SELF_EMPLOYED:
            return "self_employed"
        if plain in _BUSINESS:
            return "business"
    message = f"“{written[:60]}” is no type that is known here. Write Business or Self-employed."
    raise InvalidInput.at("/type", "unknown_type", message)


def is_property(written: str) -> bool:
    """Whether it says that the person lets property."""
    return any(plain in _PROPERTY for plain in _readings(written))


def _readings(written: str) -> list[str]:
    """What it may say: all of it, or without asides like (CIS), or the first of several; in the singular."""
    text = written.replace("_", " ")
    without = _ASIDE.sub(" ", text)
    found = []
    for each in (text, without, _APART.split(without)[0]):
        plain = " ".join(words.of(each))
        found += [plain, _singular(plain)]
    return list(dict.fromkeys(filter(None, found)))


def _singular(plain: str) -> str:
    last = plain.rpartition(" ")[2]
    if last.endswith("ies"):
        return f"{plain[:-3]}y"
    return plain[:-1] if last.endswith("s") and not last.endswith("ss") else plain
