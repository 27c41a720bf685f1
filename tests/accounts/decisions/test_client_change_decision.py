"""What of a change of settings is written (product.md 8.1), decided without any service."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import accounts, fields
from contracts.accounts.clients import CHANGE_CLIENT
from contracts.errors import InvalidInput, RoleRequired, StaleVersion
from services.accounts.clients.client_change import ClientChange, decide
from services.accounts.clients.client_row import ClientRow
from services.accounts.tables import Client
from tests.accounts.decisions.facts import CLIENT, a_row

PERSON = a_row(
    type="self_employed",
    email="jo@pots.example",
    income_sources=[{"name": "Pottery", "type": "self_employment"}],
)


def decided(client: ClientRow, *, admin: bool = True, **settings: Any) -> ClientChange:
    wanted = fields.load(CHANGE_CLIENT.request_schema, {"client_id": CLIENT, **settings})
    return decide(client, wanted, "extract.example", admin=admin)


def test_only_what_is_other_counts_as_changed() -> None:
    """product.md 8.1"""
    change = decided(a_row(), name="Acme Ltd", practice_code="ACM02")
    assert change.changed == ["practice_code"]
    assert change.columns["practice_code"] == "ACM02"
    assert decided(a_row(), name="Acme Ltd").changed == []


def test_a_new_name_is_put_in_its_place_of_the_list() -> None:
    assert decided(a_row(), name="ZEBRA Ltd").columns["name_sort"] == "zebra ltd"


def test_income_sources_that_are_the_same_are_no_change() -> None:
    """product.md 3.2"""
    same = [{"name": "Pottery", "type": "self_employment"}]
    assert decided(PERSON, income_sources=same).changed == []
    other = [*same, {"name": "Flat 2", "type": "uk_property"}]
    assert decided(PERSON, income_sources=other).changed == ["income_sources"]


def test_a_stale_edit_is_refused() -> None:
    """product.md 8.1"""
    assert decided(a_row(version=3), name="Other", if_version=3).changed == ["name"]
    with pytest.raises(StaleVersion):
        decided(a_row(version=4), name="Other", if_version=3)


def test_an_archived_client_is_not_changed() -> None:
    """product.md 8.3"""
    with pytest.raises(accounts.ClientArchived):
        decided(a_row(status="archived"), name="Other")


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"national_insurance_number": "TC663795B"}, "not_of_this_type"),
        ({"country": "QQ"}, "unknown_country"),
        ({"base_currency": "QQQ"}, "unknown_currency"),
        ({"industry": "99998"}, "unknown_industry"),
        ({"extract_email": "postmaster"}, "invalid_format"),
        ({"extract_email": "acme@elsewhere.example"}, "invalid_format"),
    ],
)
def test_what_a_business_cannot_be_is_refused(settings: dict[str, Any], code: str) -> None:
    """product.md 2, 8.1"""
    with pytest.raises(InvalidInput) as refused:
        decided(a_row(), **settings)
    assert [error["code"] for error in refused.value.errors] == [code]


@pytest.mark.parametrize(("settings", "at"), [({"email": None}, "/email"), ({"postcode": "1"}, "/postcode")])
def test_what_a_person_must_have_stays(settings: dict[str, Any], at: str) -> None:
    """product.md 3.1"""
    with pytest.raises(InvalidInput) as refused:
        decided(PERSON, **settings)
    assert refused.value.errors[0]["pointer"] == at


def test_a_number_is_handed_on_to_be_sealed_and_written_nowhere_else() -> None:
    """product.md 3.1"""
    change = decided(PERSON, national_insurance_number="TC663795B")
    assert (change.numbers, change.changed) == (("TC663795B",), ["national_insurance_number"])
    assert "national_insurance_number" not in change.columns
    assert decided(PERSON, national_insurance_number=None).changed == []
    assert decided(PERSON._replace(nino_sealed="sealed"), national_insurance_number=None).numbers == (None,)


def test_the_address_is_an_admins_to_move() -> None:
    """product.md 2.11"""
    assert decided(a_row(), extract_email="acme-widgets@extract.example").moves_to == "acme-widgets"
    assert decided(a_row(), admin=False, extract_email="acme").moves_to is None
    with pytest.raises(RoleRequired):
        decided(a_row(), admin=False, extract_email="acme-widgets")


def test_a_row_has_its_tables_columns_in_their_order() -> None:
    assert ClientRow._fields == tuple(Client.__table__.columns.keys())
