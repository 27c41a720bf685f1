"""Which field a column most likely is, by its heading: those of other products' exports and templates too.

Of several headings for a field that of a column with something in it is taken, then the one that stands
earlier in its list: a file may have a column for the company and one for the person to write to.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from types import MappingProxyType

from rapidfuzz.fuzz import ratio

from contracts.accounts.import_columns import FIELDS
from contracts.accounts.import_states import ImportKind
from services.accounts import words
from services.accounts.imports.columns import heading_words, responsibility_headings

_HEADINGS = {
    field: words.listed(known)
    for field, known in {
        "type": """
            client type, type, entity type, business type, legal form, company type, customer type,
            type of client, account type, organisation type, legal entity type, company category,
            client category, legal structure, business structure, contact type
        """,
        "name": """
            client name, name, business name, company name, organisation name, organization name,
            practice client name, trading name, registered name, contact name, legal name, entity name,
            customer name, account name, client, company, organisation, organization, business, customer,
            customer full name, display name, full name, client full name, name of client,
            company or organisation, company organisation, client company name, practice client,
            company or client name, client or company name, trading as, main contact name, contact
        """,
        "first_name": """
            first name, firstname, forename, given name, first names, forenames, given names,
            contact first name, primary contact first name, client first name, christian name,
            main contact first name
        """,
        "last_name": """
            last name, lastname, surname, family name, contact last name, contact surname,
            primary contact last name, client last name, client surname, main contact last name
        """,
        "practice_code": """
            practice code, client code, code, client reference, reference, client ref, ref, client id,
            client number, client no, account number, account no, account reference, account ref,
            account code, a c ref, a c, customer id, customer number, customer ref, customer reference,
            customer code, internal reference, internal id, external id, short code, practice reference, id,
            acc code, your ref, your reference
        """,
        "company_number": """
            company number, company registration number, company no, company reg no, registration number,
            company registration no, registered number, companies house number, co number, reg number, reg no,
            company reg number, incorporation number, registration no
        """,
        "industry": """
            industry, sic, sic code, sic codes, sic code 1, sic code text 1, industry code, sic 2007,
            uk sic code, nature of business, nature of business sic, main sic code
        """,
        "solutions": "solutions, solution, products, services",
        "account_manager": """
            account manager, client manager, manager, partner, client partner, relationship manager,
            portfolio manager, responsible, assigned to, client owner, manager name, account manager email,
            client manager email, manager email,
            staff user responsible, staff responsible
        """,
        "colleagues": """
            colleagues, colleague, assigned staff, assigned users, assigned team members, team members, staff,
            assignees, who has access, client access, users with access, access
        """,
        "teams": "teams, team, team name, client team, department",
        "access_level": "access level, level of access, client access level, access levels",
        "email": """
            email, email address, e mail, e mail address, client email, primary email, main email,
            contact email, business email, company email, email 1, primary email address,
            main email address, contact email address, client email address
        """,
        "national_insurance_number": """
            national insurance number, ni number, nino, nin, ni, national insurance no, ni no,
            national insurance, n i number, insurance number, contact ni number, main contact ni number
        """,
        "postcode": """
            postcode, post code, postal code, zip, zip code, po postal code, business postal code,
            billing postcode, billing postal code, billing zip, registered postcode, address postcode,
            business postcode, registered office postcode, registered address postcode, home postcode,
            correspondence postcode, main address postcode, reg address post code, address post code,
            contact postcode, client postcode, invoice address postcode, postal address postcode,
            zip postal code
        """,
        "income_sources": """
            income sources, income source, trades, trade, trading activity, source of income,
            sources of income, occupation, property, properties
        """,
        "invitee_name": """
            invitee, invitee name, person to invite, name of person to invite, contact person, main contact,
            primary contact, primary contact name, main contact name, key contact, contact name, contact,
            primary person, director, contact full name
        """,
        "invitee_email": """
            invitee email, email to invite, invitation email, email of person to invite,
            primary contact email, main contact email, contact email, contact email address, login email,
            portal email, person email, email 2, contact person email,
            main contact email address
        """,
        "invitee_mobile": """
            invitee mobile, mobile, mobile number, mobile phone, mobile no, mobile telephone,
            mobile of person to invite, contact mobile, primary contact mobile, main contact mobile,
            mobile phone number, cell, cell phone, phone mobile, client mobile, main contact mobile number
        """,
        "crn": "crn, client reference number",
    }.items()
}
_ALIKE = 90
#: As much like one that is known as a slip of the pen, and of something else.
_OF_ELSE = frozenset({"sort code", "contract type"})
#: Of a heading whose words say what the field is: less than one that is known, more than one that is like it.
_UNDERSTOOD, _RANK_OF_UNDERSTOOD = 99.0, 100
#: A heading that fits these too is of the client itself, unless another column is that already.
_AFTER_OTHERS = frozenset({"invitee_name", "invitee_email", "invitee_mobile"})
_LAST = 1000
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
#: What stands beside the name of a column: whether it must be filled in, and how.
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\*")
_MUST = {"required", "optional", "mandatory"}


def suggested(
    headings: Sequence[str],
    kind: str,
    empty: Container[int] = frozenset(),
    responsibilities: Mapping[str, str] = MappingProxyType({}),
) -> list[str | None]:
    """The field that each column most likely is; no field twice. `empty` are columns without values,
    `responsibilities` the names of the practice's by id.
    """
    named = responsibility_headings.fields_of(responsibilities) if kind == ImportKind.CLIENTS else {}
    likenesses = [
        (place, field, _likeness(heading, field) if name is None else _of_responsibility(heading, name))
        for place, heading in enumerate(headings)
        for field, name in (*((each, None) for each in FIELDS[kind]), *named.items())
    ]
    scores = [
        (place not in empty, score, -rank, -place, field)
        for place, field, (score, rank) in likenesses
        if score >= _ALIKE
    ]
    found: list[str | None] = [None] * len(headings)
    for *_, place, field in sorted(scores, reverse=True):
        if found[-place] is None and field not in found:
            found[-place] = field
    return found


def _of_responsibility(heading: str, name: str) -> tuple[float, int]:
    """How alike the heading is to those of a responsibility, as it is written or without what is aside."""
    ways = (responsibility_headings.likeness(each, name) for each in (heading, *_ways(heading)))
    return max(ways, key=lambda way: (way[0], -way[1]))


def _ways(heading: str) -> tuple[str, str]:
    """The heading with its words apart, and without what stands aside."""
    spaced = _CAMEL.sub(" ", heading.replace("_", " "))
    return spaced, _ASIDE.sub(" ", spaced)


def _likeness(heading: str, field: str) -> tuple[float, int]:
    """How alike the heading is to the nearest one known, and which that is."""
    spaced, without = _ways(heading)
    plain = " ".join(word for word in words.of(without) if word not in _MUST)
    of_companies_house = heading_words.said_beside(spaced, "company_number") is not None
    if not plain or plain in _OF_ELSE or (field == "crn" and of_companies_house):
        return 0.0, 0
    known = ((ratio(plain, each), -rank) for rank, each in enumerate(_HEADINGS[field]))
    best, rank = max(known)
    beside = [heading_words.said_beside(each, field) for each in (spaced, without)]
    if best < _UNDERSTOOD and (said := [each for each in beside if each is not None]):
        best, rank = _UNDERSTOOD, -_RANK_OF_UNDERSTOOD - min(said)
    return best, -rank + (_LAST if field in _AFTER_OTHERS else 0)
