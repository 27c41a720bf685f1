"""What a row of a file changes of a client, and what of that is taken back, decided without any service."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.errors import InvalidInput
from services.accounts.clients import self_employed
from services.accounts.clients.client_change import ClientChange
from services.accounts.clients.client_row import ClientRow
from services.accounts.imports.rows import client_matches, row_changes, taken_back
from services.accounts.imports.rows.client_matches import KnownClients
from services.accounts.imports.rows.row_changes import FieldChange
from services.accounts.imports.rows.taken_back import Restoring
from tests.accounts.decisions.facts import a_row

NUMBER = "TC663795B"
ACME = a_row(id="client_1", crn="K7QM4T2X9B", practice_code="ACM01", company_number="01234567")
BOLT = a_row(id="client_2", crn="P2RW8Y5Z3C", practice_code="Straße", company_number="SC123456")
PERSON = a_row(
    type="self_employed",
    email="jo@pots.example",
    nino_sealed="sealed",
    income_sources=[{"name": "Pottery", "type": "self_employment"}],
)
KNOWN = KnownClients(
    crn={each.crn: each for each in (ACME, BOLT)},
    practice_code={"acm01": ACME, "strasse": BOLT},
    company_number={"01234567": ACME, "SC123456": BOLT},
)


def has_number(client: ClientRow, number: str) -> bool:
    return client.nino_sealed is not None and number == NUMBER


def decided(client: ClientRow, **said: str) -> ClientChange:
    return row_changes.decide(said, client, has_number)


def refusal(client: ClientRow, **said: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        decided(client, **said)
    return [(error["pointer"], error["code"]) for error in refused.value.errors]


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ({"crn": " k7qm4t2x9b "}, ACME),
        ({"practice_code": "acm01"}, ACME),
        ({"practice_code": "STRASSE"}, BOLT),
        ({"company_number": "1234567"}, ACME),
        ({"company_number": "sc 123456"}, BOLT),
        ({"crn": "K7QM4T2X9B", "practice_code": "NEW1", "company_number": "7654321"}, ACME),
        ({"practice_code": "NEW1", "company_number": "SC123456"}, BOLT),
        ({"practice_code": "NEW1", "name": "Acme Ltd"}, None),
        ({"name": "Acme Ltd"}, None),
        ({}, None),
    ],
)
def test_a_row_names_a_client_by_crn_or_practice_code_or_company_number(
    said: dict[str, str], client: ClientRow | None
) -> None:
    assert client_matches.find(said, KNOWN) is client


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({"crn": "ZZZZZZZZZZ", "practice_code": "ACM01"}, "/crn", "unknown_client"),
        ({"crn": "K7QM4T2X9B", "practice_code": "Straße"}, "/practice_code", "another_client"),
        ({"practice_code": "ACM01", "company_number": "SC123456"}, "/company_number", "another_client"),
    ],
)
def test_a_crn_that_nobody_has_and_names_of_two_clients_are_refused(
    said: dict[str, str], pointer: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        client_matches.find(said, KNOWN)
    assert [(each["pointer"], each["code"]) for each in refused.value.errors] == [(pointer, code)]


def test_only_the_columns_that_say_something_change_something() -> None:
    assert decided(a_row(), practice_code="acm01").changed == []
    assert decided(a_row(), practice_code="acm01", name="Acme Ltd").changed == []
    change = decided(a_row(), practice_code="acm01", postcode="m1 1ae", industry="62012 - Software")
    assert change.changed == ["industry", "postcode"]
    assert (change.columns["postcode"], change.columns["industry"]) == ("M1 1AE", "62012")


def test_a_practice_code_changes_where_another_column_finds_the_client() -> None:
    assert decided(a_row(), crn="K7QM4T2X9B", practice_code="acm01").columns["practice_code"] == "acm01"
    change = decided(a_row(company_number="01234567"), company_number="1234567", practice_code="NEW1")
    assert change.changed == ["practice_code"]


def test_a_person_is_called_by_both_names_or_as_before() -> None:
    assert decided(PERSON, crn="X", first_name="Jo", last_name="Potter").columns["name"] == "Jo Potter"
    assert decided(PERSON, crn="X", first_name="Jo").changed == []
    assert decided(a_row(), crn="X", first_name="Jo", last_name="Potter").changed == []
    noted = row_changes.not_kept({"first_name": "Jo"}, "self_employed")
    assert [each["field"] for each in noted] == ["first_name"]
    assert [
        each["field"] for each in row_changes.not_kept({"first_name": "Jo", "teams": "A"}, "business")
    ] == ["teams", "first_name"]
    assert row_changes.not_kept({"first_name": "Jo", "last_name": "Potter"}, "self_employed") == []


def test_a_number_that_the_client_has_is_no_change() -> None:
    assert decided(PERSON, crn="X", national_insurance_number="tc 66 37 95 b").changed == []
    change = decided(PERSON, crn="X", national_insurance_number="AB123456C")
    assert (change.changed, change.numbers) == (["national_insurance_number"], ("AB123456C",))


def test_a_row_is_refused_as_a_change_by_hand_is() -> None:
    assert refusal(a_row(status="archived"), practice_code="ACM01") == [("/practice_code", "client_archived")]
    assert refusal(a_row(), crn="X", type="Sole trader") == [("/type", "read_only")]
    assert decided(a_row(), crn="X", type="Limited company").changed == []
    assert refusal(a_row(), crn="X", income_sources="Pottery") == [("/income_sources", "not_of_this_type")]
    assert refusal(PERSON, crn="X", company_number="01234567") == [("/company_number", "not_of_this_type")]
    assert refusal(a_row(), crn="X", name="#N/A")[0][0] == "/name"
    assert refusal(a_row(), crn="X", industry="99")[0][0] == "/industry"


def test_before_and_after_are_said_as_cells_and_numbers_are_masked() -> None:
    change = decided(
        PERSON,
        crn="X",
        national_insurance_number="AB123456C",
        income_sources="Pottery; Flat 2 (property)",
        solutions="bookkeeping, insights",
        postcode="M1 1AE",
    )
    kept = row_changes.recorded(PERSON, change, lambda _: NUMBER)
    assert {each["field"]: each["before"] for each in kept}["national_insurance_number"] == NUMBER
    shown = {
        each["field"]: (each["before"], each["after"])
        for each in row_changes.shown(kept, self_employed.masked)
    }
    assert shown == {
        "income_sources": ("Pottery (trade)", "Pottery (trade); Flat 2 (property)"),
        "solutions": ("bookkeeping", "bookkeeping; insights"),
        "postcode": (None, "M1 1AE"),
        "national_insurance_number": ("*****795B", "*****456C"),
    }


def change_of(name: str, before: Any, after: Any) -> FieldChange:
    return {"field": name, "before": before, "after": after}


def restoring(client: ClientRow, *changes: FieldChange, taken: frozenset[str] = frozenset()) -> Restoring:
    return taken_back.decide(client, changes, has_number, taken)


def test_what_nobody_has_changed_since_goes_back_field_by_field() -> None:
    name, code = change_of("name", "Acme", "Acme Ltd"), change_of("practice_code", None, "ACM01")
    found = restoring(a_row(), name, code)
    assert found == Restoring({"name": "Acme", "practice_code": None}, [], [])
    assert taken_back.why_not(found) is None
    found = restoring(a_row(name="Acme Toys"), name, code)
    assert (found.settings, found.changed) == ({"practice_code": None}, ["name"])
    assert taken_back.why_not(found) == (
        "Left as it is, as somebody has changed it since: name. The rest is put back."
    )


def test_a_former_value_that_another_client_has_now_stays_where_it_is() -> None:
    code = change_of("practice_code", "OLD1", "ACM01")
    found = restoring(a_row(), code, taken=frozenset({"practice_code"}))
    assert (found.settings, found.taken) == ({}, ["practice_code"])
    assert taken_back.why_not(found) == (
        "Left as it is, as another client has the former value: practice code."
    )
    # Who has changed it since has decided, whoever else has the former one.
    found = restoring(a_row(practice_code="X"), code, taken=frozenset({"practice_code"}))
    assert (found.changed, found.taken) == (["practice_code"], [])


def test_a_national_insurance_number_goes_back_where_it_is_still_the_one_written() -> None:
    written = change_of("national_insurance_number", None, NUMBER)
    assert restoring(PERSON, written).settings == {"national_insurance_number": None}
    other = change_of("national_insurance_number", NUMBER, "AB123456C")
    found = restoring(PERSON, other)
    assert (found.settings, found.changed) == ({}, ["national_insurance_number"])
    assert "National Insurance number" in (taken_back.why_not(found) or "")
