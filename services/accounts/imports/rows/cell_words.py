"""What people and programs write in cells: for nothing at all, and around the number that is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

from contracts.accounts import identifiers
from contracts.accounts.import_columns import responsibility_of
from services.accounts import reference_data, words

#: What is written where there is nothing to write, at Companies House too.
_NOTHING = frozenset(
    words.listed("""
        n/a, n.a, n.a., tbc, tba, tbd, not applicable, not supplied, none supplied, not provided, not given,
        not known, not available, unknown, -, --, ---, –, —, ?, ??
    """)
)
#: These may be somebody's name.
_NOTHING_BUT_A_NAME = frozenset({"na", "nil", "none", "null"})
_NUMBERS = frozenset(
    words.listed("""
        company_number, national_insurance_number, postcode, email, invitee_email, invitee_mobile, industry
    """)
)
_OPTIONAL = _NUMBERS.union(
    words.listed("""
        practice_code, solutions, income_sources, account_manager, colleagues, teams, access_level,
        invitee_name
    """)
)
#: What stands under a list and is no client: its total, its end, the number of its page.
_THINGS = r"(?:clients?|customers?|contacts?|records?|rows?|accounts?|companies|businesses)"
_MADE = r"(?:generated|exported|printed|created|produced|downloaded|report run|run)"
_END = re.compile(
    rf"(?:grand |sub-? ?)?totals?(?: (?:number of )?{_THINGS})?\s*[:=]?\s*[\d,.]*"
    rf"|(?:number|count) of {_THINGS}\s*[:=]?\s*[\d,.]*"
    rf"|[\d,.]+ {_THINGS}(?: (?:found|listed|exported|in total))?"
    r"|page \d+(?: ?(?:of|/) ?\d+)?"
    r"|\W*end(?: of (?:report|list|file|data|export))?\W*"
    rf"|(?:(?:this )?(?:report|list|file|export|data) (?:was )?)?{_MADE} (?:on|at|by|from)\b.*",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[\d\s.,%£$€()+-]*")
_ASIDE = re.compile(r"\([^()]*\)\s*$")
_LABEL = re.compile(
    r"^(?:(?:companies house|company|co|crn|registration|registered|reg|number|no|nr)(?![^\W_])[\s.:#-]*)+",
    re.IGNORECASE,
)
#: UK SIC 2007 with its signs: `62.01/2`, `62012`, and `1110`, which a spreadsheet makes of 01110.
_SIC = re.compile(
    r"^(?:(?:uk\s*)?sic\b\s*(?:code)?\s*(?:2007\b)?[\s:#-]*)?"
    r"(?:(\d\d)\.(\d\d)(?:/?(\d))?|(\d{4})/(\d)|(\d{4,5}))(?!\d)",
    re.IGNORECASE | re.ASCII,
)


def says_nothing(field: str, cell: str) -> bool:
    """Whether a cell of the column says that there is nothing, in whatever words."""
    said = " ".join(cell.split()).casefold()
    optional = field in _OPTIONAL or responsibility_of(field) is not None
    return (optional and said in _NOTHING) or (field in _NUMBERS and said in _NOTHING_BUT_A_NAME)


def ends_list(said: Mapping[str, str]) -> bool:
    """Whether a row is no client but what stands under a list of them, such as its total."""
    others = (cell for field, cell in said.items() if field != "name")
    name = " ".join(said.get("name", "").split())
    return _END.fullmatch(name) is not None and all(map(_AMOUNT.fullmatch, others))


def company_number(written: str) -> str:
    """The number without what it is called and what stands beside it; as written where it is none."""
    plain = _LABEL.sub("", _ASIDE.sub("", written)).strip()
    return plain if identifiers.company_number(written) is None else written


def industry(written: str) -> str:
    """The code in a cell, or of the industry that it names; as written where it is neither."""
    found = _SIC.match(written.strip())
    if found is None:
        return reference_data.industry_named(written) or written
    division, group, kind, four, fifth, plain = found.groups()
    # A class without a kind of its own ends in zero.
    return f"{division}{group}{kind or 0}" if division else f"{four}{fifth}" if four else plain.zfill(5)
