"""Companies House: found by name and number over its real protocol, and what goes on without it."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from chassis.security.identity import Caller
from contracts import accounts, connections
from contracts.errors import RoleRequired
from deploy.allinone.product import Product
from deploy.sandbox.vendors.companies_house import COMPANIES
from gateway.app import PATIENCE
from gateway.calls import found_companies
from services.connections.companies import company_search
from services.connections.vendors.companies_house import CompaniesHouse
from services.connections.vendors.port import NotNow, Refused
from tests.builders import Mailbox, Person
from tests.connections.stage import Stage, a_colleague_known

ACTIVE = next(
    each for each in COMPANIES.values() if each["company_status"] == "active" and "sic_codes" in each
)
GONE = next(each for each in COMPANIES.values() if each["company_status"] == "dissolved")


def finds(person: Person, q: str) -> list[found_companies.FoundCompany]:
    with person.acting():
        return found_companies.find(person.rpc, q)


@pytest.fixture
def register(product: Product, stage: Stage) -> CompaniesHouse:
    found = product.hosted["connections"].container.config["companies_house"]
    assert isinstance(found, CompaniesHouse)
    return found


@pytest.mark.usefixtures("stage")
def test_a_company_is_found_by_its_number_with_what_is_known_of_it(owner: Person) -> None:
    (found,) = finds(owner, ACTIVE["company_number"].lstrip("0"))
    assert found == {
        "company_number": ACTIVE["company_number"],
        "name": ACTIVE["company_name"],
        "status": "active",
        "dissolved": False,
        "address": ", ".join(
            ACTIVE["registered_office_address"][part]
            for part in ("address_line_1", "locality", "postal_code")
        ),
        "postcode": ACTIVE["registered_office_address"]["postal_code"],
        "industries": ACTIVE["sic_codes"],
        "taken": False,
        "client": None,
    }


@pytest.mark.usefixtures("stage")
def test_companies_are_found_by_words_of_their_name_and_the_active_ones_first(owner: Person) -> None:
    found = finds(owner, "bakery")
    assert len(found) == 20
    assert all("BAKERY" in each["name"] for each in found)
    gone = [each["dissolved"] for each in found]
    assert gone == sorted(gone)
    (odd,) = finds(owner, "łódź")
    assert odd["name"] == "ŁÓDŹ IMPORT-EXPORT LTD"
    assert finds(owner, "no such company at all") == []
    # A number that nobody has is looked for as a name.
    assert finds(owner, "99999999") == []


@pytest.mark.usefixtures("stage")
def test_each_request_counts_by_the_limit_of_the_key(owner: Person, product: Product) -> None:
    """600 in five minutes, for whatever one search takes."""
    made = text("SELECT count(*) FROM calls_made WHERE provider = 'companies_house'")
    database = product.hosted["connections"].database

    def count() -> int:
        with database.read() as connection:
            return int(connection.execute(made).scalar_one())

    before = count()
    finds(owner, "99999998")
    assert count() - before == 2


@pytest.mark.usefixtures("stage")
def test_a_dissolved_company_and_one_that_is_a_client_are_said(owner: Person, mailbox: Mailbox) -> None:
    client = owner.adds_client(name="Theirs", company_number=GONE["company_number"])
    (found,) = finds(owner, GONE["company_number"])
    assert (found["dissolved"], found["taken"], found["client"]) == (
        True,
        True,
        {
            "id": client["id"],
            "crn": client["crn"],
            "name": "Theirs",
            "practice_code": client["practice_code"],
        },
    )
    # Who does not see the client learns that the number is taken, as on adding it, and no more.
    adder = a_colleague_known(owner, mailbox, permissions=["add_clients"])
    (seen,) = finds(adder, GONE["company_number"])
    assert (seen["taken"], seen["client"]) == (True, None)


@pytest.mark.usefixtures("stage")
def test_only_who_may_add_clients_asks(owner: Person, mailbox: Mailbox) -> None:
    colleague = a_colleague_known(owner, mailbox)
    with pytest.raises(RoleRequired):
        finds(colleague, "bakery")
    with colleague.acting(), pytest.raises(RoleRequired):
        accounts.find_by_number(colleague.rpc, ["01234567"])


@pytest.mark.parametrize(
    "kind", ["429", "500", "503", "malformed", "wrong", "redirect", "huge", "lost", "slow"]
)
def test_whatever_the_register_does_becomes_one_refusal_that_says_to_type_it_in(
    owner: Person, stage: Stage, register: CompaniesHouse, kind: str
) -> None:
    stage.fault("companies_house", "/company", kind, seconds=60 if kind == "slow" else 1)
    with pytest.raises(NotNow) as problem:
        register.by_number(ACTIVE["company_number"])
    if kind in ("429", "503"):
        assert problem.value.retry_after == 1


def test_a_register_that_hangs_is_said_before_the_gateway_gives_up(owner: Person, stage: Stage) -> None:
    """What was typed would else be lost with the page; a number is looked for twice."""
    stage.fault("companies_house", "/company", "slow", seconds=60)
    stage.fault("companies_house", "/search", "slow", times=2, seconds=60)
    for query in ("99999997", "bakery"):
        began = time.monotonic()
        with owner.acting() as here, pytest.raises(connections.CompaniesHouseUnavailable):  # noqa: PT012
            here.deadline = time.time() + PATIENCE
            found_companies.find(owner.rpc, query)
        assert time.monotonic() - began < PATIENCE


def test_an_answer_that_is_late_or_wrong_is_told_to_the_person_with_when_to_try_again(
    owner: Person, stage: Stage
) -> None:
    stage.fault("companies_house", "/search", "429", seconds=2)
    with pytest.raises(connections.CompaniesHouseUnavailable) as refused:
        finds(owner, "bakery")
    assert refused.value.status == 503
    assert refused.value.retry_after == 2
    assert "type the company's details in" in refused.value.detail
    # It is left alone until then, by all.
    with pytest.raises(connections.CompaniesHouseUnavailable):
        finds(owner, "bakery")
    client = owner.adds_client(company_number="01234567")
    assert client["company_number"] == "01234567"


def test_a_wrong_key_is_refused_and_no_key_is_said(
    owner: Person, register: CompaniesHouse, product: Product
) -> None:
    with pytest.raises(Refused, match="key"):
        replace(register, key="another").by_name("bakery")
    assert "another" not in repr(replace(register, key="another"))
    database = product.hosted["connections"].database
    caller = Caller(owner.user_id, owner.account_id, "practice", "", 0.0)
    with pytest.raises(connections.CompaniesHouseNotConfigured):
        company_search.find(database, None, caller, "bakery")


def test_whether_it_can_be_asked_is_told(owner: Person, rpc: RpcClient) -> None:
    with owner.acting():
        assert connections.get_company_search(rpc) == {"configured": True}
