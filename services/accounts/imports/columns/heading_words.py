"""What the words of a heading say, whatever their order, abbreviations and additions.

A field's column is named by what it holds (a name, a number, a postcode), with words that say no more than
whose it is. A word that is neither makes it a column of something else: a bank's name, a VAT number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from services.accounts import words

#: Words that say nothing.
_EMPTY = frozenset(words.listed("of, the, for, to, as, by, or, and, at, s, required, optional, mandatory"))
#: How people write words, by what is meant.
_MEANT: Mapping[str, str] = {
    written: meant
    for meant, spellings in {
        "number": "no, nr, num, nos, numbers, numb",
        "reference": "ref, refs, references",
        "registered": "reg, registration, regd, regn",
        "company": "co, companies, organisation, organization, firm, entity, corporate",
        "limited": "ltd",
        "client": "clients",
        "customer": "cust, customers",
        "account": "acc, acct, accts, accounts, ac",
        "first name": "forename, forenames, firstname, givenname",
        "last name": "surname, lastname, familyname",
        "first": "given, christian, 1st",
        "last": "family",
        "name": "names",
        "mobile": "mob, cell, cellphone, cellular, mobiles",
        "phone": "tel, telephone, phones",
        "email": "mail, emails, emailaddress",
        "postcode": "zip, zipcode, postcodes",
        "national insurance": "ni, nino, nat ins, national ins, nat insurance",
        "companies house": "ch",
        "manager": "mgr, managers",
        "code": "codes",
        "type": "types",
        "address": "addr",
        "identity": "id, identifier",
    }.items()
    for written in words.listed(spellings)
}
#: Words that belong together, by one that stands for them.
_TOGETHER = (
    (re.compile(r"\be mail\b"), "email"),
    (re.compile(r"\b(post|postal|zip) code\b"), "postcode"),
    (re.compile(r"\bn i\b"), "ni"),
    (re.compile(r"\bnat(ional)? ins(urance)?\b"), "ni"),
    (re.compile(r"\ba c\b"), "account"),
    (re.compile(r"\bcompan(y|ies) house\b"), "ch"),
)
_WHOSE = "client, customer, company, business, contact, practice, main, primary, uk"

#: Who does something for a client, and what may stand beside that. Alone it may be the client's own: an email
#: for payroll, or their contact.
_WHO = frozenset(
    words.listed(
        "responsible, manager, lead, leader, partner, accountant, colleague, owner, staff, preparer, assigned"
    )
)
_OF_WHOM = frozenset(words.listed("name, email, client, is, who"))


class _Said(NamedTuple):
    """What a field's column is called: all words of one of `by`, and beside them some of `beside`."""

    by: tuple[frozenset[str], ...]
    beside: frozenset[str]


def _said(by: str, beside: str) -> _Said:
    each = (frozenset(one.split()) for one in words.listed(by))
    return _Said(tuple(each), frozenset(words.listed(beside)))


_FIELDS = {
    "type": _said(
        "type, structure, legal status, legal form",
        "client, customer, company, business, legal, organisation",
    ),
    "name": _said(
        "name", f"{_WHOSE}, trading, legal, registered, full, limited, ledger, party, display, account"
    ),
    "first_name": _said("first name", f"{_WHOSE}, middle"),
    "last_name": _said("last name", _WHOSE),
    "practice_code": _said(
        "code, reference, reference number, identity, file number, client number, customer number,"
        " account number",
        "client, customer, account, practice, internal, external, unique, our, your, short, job, file",
    ),
    "company_number": _said(
        "company number, registered number, companies house number, crn companies house,"
        " incorporation number",
        "company, registered, companies, house, limited, crn, uk",
    ),
    "industry": _said("sic", "code, number, uk, 2007, main, primary, 1"),
    "account_manager": _said(
        "manager, partner, lead accountant, responsible accountant, allocated, responsible",
        "account, client, responsible, engagement, lead, assigned, portfolio, relationship, email",
    ),
    "email": _said(
        "email", "address, client, customer, company, business, main, primary, work, default, identity"
    ),
    "national_insurance_number": _said("national insurance", f"{_WHOSE}, number"),
    "postcode": _said(
        "postcode",
        f"{_WHOSE}, address, billing, trading, registered, office, home, correspondence, po, invoice, postal,"
        " residential, principal",
    ),
    "invitee_mobile": _said("mobile", f"{_WHOSE}, number, phone, person"),
}


def said_beside(heading: str, field: str) -> int | None:
    """How many words a heading has beside what the field's column is called; None where it is another's."""
    said = _FIELDS.get(field)
    if said is None:
        return None
    found = _words(heading)
    beside = [len(found - by) for by in said.by if by <= found and found - by <= said.beside]
    return min(beside, default=None)


def said_beside_name(heading: str, name: str) -> int | None:
    """The same of a name that the practice has given itself, and of words for whoever is responsible."""
    found, named = _words(heading), _words(name)
    beside = found - named
    if not named or not named <= found or not beside <= _WHO | _OF_WHOM:
        return None
    return len(beside) if beside & _WHO or not beside else None


def _words(heading: str) -> frozenset[str]:
    """What is meant by each word."""
    text = " ".join(words.of(heading.replace("#", " number ")))
    for together, one in _TOGETHER:
        text = together.sub(one, text)
    meant = (_MEANT.get(word, word) for word in text.split() if word not in _EMPTY)
    return frozenset(" ".join(meant).split())
