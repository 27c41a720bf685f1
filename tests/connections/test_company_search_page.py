"""Companies House on the pages that search it: whatever it does, what was typed stays and one goes on."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from contracts import accounts
from deploy.allinone.product import Product
from deploy.sandbox.vendors.companies_house import COMPANIES
from services.connections.tables import CallMade, Pause
from tests.accounts.test_settings_page import Browser
from tests.builders import Person
from tests.connections.stage import Stage

ACTIVE, GONE, IN_LIQUIDATION = (
    next(each for each in COMPANIES.values() if each["company_status"] == status and "sic_codes" in each)
    for status in ("active", "dissolved", "liquidation")
)
ODD = [
    each
    for each in COMPANIES.values()
    if not re.fullmatch(r"[A-Z ]+", each["company_name"]) and each["company_status"] == "active"
]


class Details:
    """The wizard's step about the business, of a draft of somebody's."""

    def __init__(self, rpc: RpcClient, person: Person) -> None:
        self.browser, self.person = Browser(rpc, person), person
        with person.acting():
            self.draft = accounts.begin_draft(rpc, type=accounts.ClientType.BUSINESS)["id"]
        self.path = f"/clients/new?draft={self.draft}&step=details"

    def sends(self, **typed: str) -> TestResponse:
        fields: dict[str, Any] = {"step": "details", "draft": self.draft, **typed}
        return self.browser.sends("/clients/new", self.browser.opens(self.path), **fields)

    def finds(self, q: str, **typed: str) -> str:
        shown = self.sends(company_q=q, find_company="yes", **typed)
        assert shown.status_code == 200, shown.text
        return shown.text

    def uses(self, number: str, **typed: str) -> str:
        shown = self.sends(take_company=number, **typed)
        assert shown.status_code == 200, shown.text
        return shown.text


@pytest.fixture(autouse=True)
def _as_nobody_had_asked_before(product: Product) -> Iterator[None]:
    """A register that failed is left alone for a while: each test is to see what it does itself."""
    _forget(product)
    yield
    _forget(product)


def _forget(product: Product) -> None:
    with product.hosted["connections"].database.unit_of_work(everywhere=True) as uow:
        for table in (Pause, CallMade):
            uow.execute(delete(table).where(table.provider == "companies_house"))


@pytest.fixture
def details(rpc: RpcClient, owner: Person) -> Details:
    return Details(rpc, owner)


def value_of(page: str, field: str) -> str:
    (tag,) = re.findall(rf'<input id="{field}"[^>]*>', page)
    (value,) = re.findall(r' value="([^"]*)"', tag)
    return html.unescape(value)


def said_in(page: str) -> str:
    """What the search says, as it is read."""
    inside = page[page.index('id="company-search"') : page.index('<label for="name"')]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inside)).split())


@pytest.mark.parametrize("kind", ["429", "500", "503", "malformed", "wrong", "redirect", "lost", "slow"])
@pytest.mark.parametrize("search", ["acorn", ACTIVE["company_number"]], ids=["name", "number"])
def test_the_wizard_goes_on_without_the_register(
    details: Details, stage: Stage, owner: Person, kind: str, search: str
) -> None:
    for path in ("/search", "/company"):
        stage.fault("companies_house", path, kind, times=2, seconds=60 if kind == "slow" else 1)
    page = details.finds(search, name="Birch Joinery", practice_code="B1")
    assert "ype the company's details in" in said_in(page)
    assert (value_of(page, "name"), value_of(page, "practice_code")) == ("Birch Joinery", "B1")
    assert value_of(page, "company_q") == search
    went_on = details.sends(name="Birch Joinery", practice_code="B1", company_number="SC123456")
    assert (went_on.status_code, "step=invitation" in went_on.headers["Location"]) == (303, True)
    with owner.acting():
        made = accounts.create_from_draft(owner.rpc, details.draft)
    assert (made["name"], made["company_number"]) == ("Birch Joinery", "SC123456")


@pytest.mark.usefixtures("stage")
def test_a_number_that_nobody_has_is_said_and_can_be_typed_all_the_same(details: Details) -> None:
    page = details.finds("99999996", company_number="99999996")
    assert "Companies House knows no such company" in said_in(page)
    assert value_of(page, "company_number") == "99999996"
    assert details.sends(name="Unknown Ltd", company_number="99999996").status_code == 303


@pytest.mark.usefixtures("stage")
def test_a_company_that_is_taken_over_says_what_speaks_against_it(details: Details, owner: Person) -> None:
    page = details.uses(ACTIVE["company_number"], practice_code="A1")
    assert said_in(page).endswith(f"{ACTIVE['company_number']}, is filled in below.")
    assert value_of(page, "name") == ACTIVE["company_name"]
    assert value_of(page, "industry").startswith(f"{ACTIVE['sic_codes'][0]} ")
    assert value_of(page, "practice_code") == "A1"
    assert "Companies House says that it is dissolved." in said_in(details.uses(GONE["company_number"]))
    closing = said_in(details.uses(IN_LIQUIDATION["company_number"]))
    assert "Companies House gives its status as “liquidation”." in closing
    there = owner.adds_client(name="Theirs", company_number=ACTIVE["company_number"])
    taken = details.uses(ACTIVE["company_number"])
    assert "It is your client already: Theirs" in said_in(taken)
    assert f'href="/clients/{there["id"]}"' in taken


@pytest.mark.usefixtures("stage")
def test_a_number_that_is_taken_leads_to_its_field(details: Details, owner: Person) -> None:
    owner.adds_client(name="Theirs", company_number=ACTIVE["company_number"], practice_code="T1")
    refused = details.sends(name="Again Ltd", company_number=ACTIVE["company_number"])
    assert refused.status_code == 409
    assert '<a href="#company_number">Another client of your practice' in refused.text
    assert 'id="company_number-error"' in refused.text
    refused = details.sends(name="Again Ltd", practice_code="t1")
    assert '<a href="#practice_code">Another client of your practice' in refused.text


@pytest.mark.usefixtures("stage")
@pytest.mark.parametrize("company", ODD, ids=lambda each: each["company_number"])
def test_names_of_odd_signs_are_taken_over_as_they_are(
    details: Details, owner: Person, company: dict[str, Any]
) -> None:
    name, number = company["company_name"], company["company_number"]
    found = details.finds(number)
    assert name in said_in(found)
    assert value_of(details.uses(number), "name") == name
    assert "<b>" not in found[found.index('id="company-search"') :]
    assert details.sends(name=name, company_number=number).status_code == 303
    with owner.acting():
        assert accounts.create_from_draft(owner.rpc, details.draft)["name"] == name


@pytest.mark.usefixtures("stage")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("<script>alert(1)</script>", "knows no such company"),
        ("%00%2e%2e/", "knows no such company"),
        ("x" * 5000, "knows no such company"),
        ("😀" * 50, "knows no such company"),
        ("\u200b", "Enter a name or a number"),
        (" ", "Type a name or a number"),
    ],
)
def test_whatever_is_searched_for_is_answered_in_words(details: Details, typed: str, said: str) -> None:
    page = details.finds(typed)
    assert said in said_in(page)
    assert "<script>alert" not in page


@pytest.mark.usefixtures("stage")
def test_where_more_may_be_found_than_is_shown_it_is_said(details: Details) -> None:
    assert "There may be more" in said_in(details.finds("bakery"))
    assert "There may be more" not in said_in(details.finds("acorn bakery"))


@pytest.mark.usefixtures("stage")
def test_the_check_says_the_industry_in_words(details: Details, rpc: RpcClient) -> None:
    details.sends(name="Birch", industry="43320")
    check = details.browser.opens(f"/clients/new?draft={details.draft}&step=check")
    assert "43320 Joinery installation" in html.unescape(check)
