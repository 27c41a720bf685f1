"""Headings and types of clients are understood by their words, not by a list of whole phrases.

The words of a heading may stand in any order, be abbreviated, and have others beside them that say no more
than whose it is; a word of something else makes it a column of something else.
"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.errors import InvalidInput
from services.accounts.imports.columns.column_headings import suggested
from services.accounts.imports.rows import client_type_words

HEADINGS = {
    "name": """
        Client/Company Name, Name of Business, Business/Client name, Firm name, Registered Company Name,
        Full Company Name, Company Trading Name, CLIENT_NAME, clientName, Client Name:, *ContactName,
        Ledger name
    """,
    "practice_code": """
        Client Code*, Our ref, A/C Ref, A/c No., Cust. code, Client ID #, Ref. No., Reference number,
        File number, Code client, UniqueRef, Acct no, Job code
    """,
    "company_number": """
        Company Registration No., Co. Reg. No., Companies House No, Company Reg #,
        Company registered number, Registered No., Companies House Reg No, CH number, CRN (Companies House),
        Number (Companies House)
    """,
    "national_insurance_number": "N.I. Number, NI No., NI Num, Nat Ins No, National Ins. No., NINo",
    "postcode": """
        Post Code, Postcode (registered), POPostalCode, Billing Address Postcode, Trading address post code,
        Reg. Office Postcode, Zip / Postcode, Address: Postcode
    """,
    "email": "E-mail, Work email, Email - main, Mail, Default e-mail, Email Id, EmailAddress",
    "type": """
        Client Type, Type of Business, Type of entity, Legal status, Structure, Business structure
    """,
    "first_name": "First Name(s), Client forename, Contact forename, 1st name, Given name(s)",
    "last_name": "Surname, Client surname, Family Name, Contact Last Name",
    "invitee_mobile": """
        Mob, Mob no, Phone (mobile), Mobile tel, Contact mobile number, Mobile/Cell, Cell phone
    """,
    "account_manager": """
        Account mgr, Responsible partner, Engagement partner, Allocated to, Lead accountant
    """,
    "industry": "SIC Code(s), SIC code 2007, Main SIC code",
}
#: What other columns of such files are called.
OF_ELSE = """
    VAT number, UTR, PAYE reference, Bank name, Bank account name, Bank account number, Sort code, Tax code,
    Country code, Phone number, Fax, Year end, Address type, Spouse name, File name, Status,
    Accounts office reference, Accounts reference date, Tax reference, Unique Taxpayer Reference,
    Payment reference, VAT reg number, Registration date, Charity registration number,
    Companies House authentication code, Nominal code, Registered address, Client since, Job number,
    Currency code, User name, Password, Notes, Date of birth, Town, Company phone number,
    Number of employees, VAT scheme, Agent code, Created by, Delivery postcode, Shipping Zip,
    Registered for VAT, Company secretary, Product code, Parent company name, VAT code, Tax type,
    Payment type, Contract type, Number of partners, Account balance, Invoice number, Mobile verified,
    Group name
"""


@pytest.mark.parametrize(
    ("heading", "field"),
    [(heading.strip(), field) for field, headings in HEADINGS.items() for heading in headings.split(",")],
)
def test_a_heading_is_understood(heading: str, field: str) -> None:
    assert suggested([heading], "clients") == [field]


@pytest.mark.parametrize("heading", [each.strip() for each in OF_ELSE.split(",")])
def test_a_heading_of_something_else_is_left_to_the_person(heading: str) -> None:
    assert suggested([heading], "clients") == [None]


@settings(deadline=None)
@given(
    st.sampled_from(["client", "customer", "company", "business", "main"]),
    st.sampled_from(
        [
            (["name"], "name"),
            (["post", "code"], "postcode"),
            (["national", "insurance", "no"], "national_insurance_number"),
            (["surname"], "last_name"),
            (["forename"], "first_name"),
        ]
    ),
    st.sampled_from([" ", "_", "/", " - ", ": "]),
    st.booleans(),
    st.sampled_from([str.lower, str.upper, str.title]),
)
def test_order_signs_and_case_do_not_matter(
    whose: str, what: tuple[list[str], str], sign: str, last: bool, written: object
) -> None:
    held, field = what
    words = [*held, whose] if last else [whose, *held]
    assert callable(written)
    assert suggested([written(sign.join(words))], "clients") == [field]


TYPES = {
    "business": """
        Ltd Co, Limited Co., L.L.P., C.I.C., Limited Liability Company, Private Ltd, Ltd by guarantee, CLG,
        PSC, Personal service company, Micro-entity company, Small company, Business client,
        Business account, Husband & wife partnership, Unincorporated charity, Partnership / LLP,
        Trust (bare), Ltd - not trading, Property company, Limited company (landlord),
        Limited company (CIS), Contractor (Ltd)
    """,
    "self_employed": """
        Self-Emp, Personal Tax Client, SA only, SA100, Property landlord, High net worth individual, HNWI,
        Freelance, Self employed trader, Individual (landlord), Sole trader / landlord,
        Business (sole trader), Self-employed business, Sole trader - VAT registered,
        Individual (company director)
    """,
}


@pytest.mark.parametrize(
    ("written", "kind"), [(each.strip(), kind) for kind, found in TYPES.items() for each in found.split(",")]
)
def test_a_type_is_understood(written: str, kind: str) -> None:
    assert client_type_words.type_of(written) == kind


@pytest.mark.parametrize(
    "written",
    [
        "Individual (Ltd)",
        "Sole trader & partnership",
        "Person / Company",
        "Estate agent",
        "Employed",
        "Tax",
    ],
)
def test_a_type_that_is_both_or_neither_is_for_the_person_to_say(written: str) -> None:
    """Nothing is guessed: the row is not valid, and says what to write."""
    with pytest.raises(InvalidInput):
        client_type_words.type_of(written)


def test_any_two_types_that_contradict_are_not_taken_for_either() -> None:
    for person, company in itertools.product(
        ["Sole trader", "Self-employed", "Individual"], ["Ltd", "LLP", "PLC"]
    ):
        for written in (f"{person} / {company}", f"{company} ({person})", f"{person} - {company}"):
            with pytest.raises(InvalidInput):
                client_type_words.type_of(written)


@pytest.mark.parametrize(
    ("written", "lets"),
    [("Individual (landlord)", True), ("Property landlord", True), ("Sole trader / landlord", False)],
)
def test_who_lets_property_and_does_nothing_else_has_property_for_a_source(written: str, lets: bool) -> None:
    assert client_type_words.is_property(written) == lets
