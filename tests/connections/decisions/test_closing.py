"""How a connection begins, changes and ends (product.md 6.4, 7.1), decided without I/O."""

import datetime
from dataclasses import replace

import pytest

from services.connections.connection_facts import ConnectionState, StoredConnection
from services.connections.connections.closing_decision import (
    Attachment,
    ChosenOrganisation,
    Leaving,
    attachment,
    ends_by_look,
    ends_by_transfer,
    leaving,
    left_by,
)
from services.connections.vendors.port import AccessEnded, NotNow, Refused

AT = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
CONNECTION = StoredConnection(
    id="conn_1",
    practice_id="prac_1",
    client_id="client_1",
    provider="xero",
    organisation_id="org-1",
    organisation_name="Acme Widgets Ltd",
    reference="ref-1",
    grant_id="grant_1",
    state=ConnectionState.CONNECTED,
    detail=None,
    connected_at=AT,
    changed_at=AT,
    checked_at=None,
    connected_by="user_1",
)
CHOSEN = ChosenOrganisation("prac_1", "xero", "grant_2", "org-1", "Acme Widgets Ltd", "ref-2")


def test_a_connection_by_the_login_of_the_practice_before_ends_as_the_client_goes() -> None:
    """product.md 7.1"""
    assert ends_by_transfer(CONNECTION, practice_id="prac_2")


def test_a_connection_that_the_new_practice_has_made_itself_stays() -> None:
    assert not ends_by_transfer(CONNECTION, practice_id="prac_1")
    assert not ends_by_transfer(None, practice_id="prac_2")


def test_what_is_left_at_the_vendor_is_known_by_its_reference() -> None:
    """product.md 6.4"""
    left = left_by(CONNECTION)
    assert (left.provider, left.grant_id, left.organisation_id) == ("xero", "grant_1", "org-1")
    assert left.reference == "ref-1"


@pytest.mark.parametrize("problem", [None, Refused("Gone."), AccessEnded("Gone.")])
def test_what_the_vendor_has_ended_already_is_left(problem: Refused | None) -> None:
    assert leaving(problem, attempt=1, attempts=8) is Leaving.DONE


def test_a_vendor_that_is_away_is_told_later_and_given_up_in_the_end() -> None:
    away = NotNow("Xero could not be reached.", down=True)
    decided = [leaving(away, attempt=each, attempts=8) for each in range(1, 9)]
    assert decided == [Leaving.PUT_OFF] * 7 + [Leaving.GIVEN_UP]


def test_a_connection_whose_vendor_lets_us_in_no_more_needs_a_new_sign_in() -> None:
    """product.md 6.3"""
    assert ends_by_look(CONNECTION, CONNECTION)


@pytest.mark.parametrize(
    "now",
    [
        None,
        replace(CONNECTION, id="conn_2"),
        replace(CONNECTION, grant_id="grant_2"),
        replace(CONNECTION, state=ConnectionState.NEEDS_RECONNECT),
    ],
)
def test_what_was_mended_closed_or_told_meanwhile_stays(now: StoredConnection | None) -> None:
    assert not ends_by_look(CONNECTION, now)


def test_a_client_without_a_connection_gets_a_new_one() -> None:
    assert attachment(None, CHOSEN) is Attachment.NEW


def test_the_same_organisation_is_reconnected_by_the_new_sign_in() -> None:
    assert attachment(CONNECTION, CHOSEN) is Attachment.RENEWED
    broken = replace(CONNECTION, state=ConnectionState.NEEDS_RECONNECT)
    assert attachment(broken, CHOSEN) is Attachment.RENEWED


def test_another_organisation_replaces_the_one_there_is() -> None:
    """product.md 6.4: this is asked for, and never slipped into."""
    assert attachment(CONNECTION, replace(CHOSEN, id="org-2")) is Attachment.REPLACED
    assert attachment(CONNECTION, replace(CHOSEN, provider="sage")) is Attachment.REPLACED
