"""Who may archive, restore and delete which client (product.md 8.3), decided without any service."""

from __future__ import annotations

import pytest

from contracts.accounts import HasUsers
from contracts.accounts.client_states import CLIENT_TRANSITIONS, ClientStatus
from contracts.errors import InvalidInput, RoleRequired
from services.accounts.clients import client_retirement
from tests.accounts.decisions.facts import ADDER, OWNER, a_row


def test_a_client_goes_over_to_a_status_once() -> None:
    """product.md 8.3"""
    client = a_row(status="active", version=3)
    assert client_retirement.next_version(OWNER, client, ClientStatus.ARCHIVED) == 4
    assert client_retirement.next_version(OWNER, client, ClientStatus.ACTIVE) is None


@pytest.mark.parametrize("before", ClientStatus)
@pytest.mark.parametrize("to", ClientStatus)
def test_it_changes_where_one_status_may_follow_on_the_other(before: ClientStatus, to: ClientStatus) -> None:
    changes = client_retirement.next_version(OWNER, a_row(status=before), to) is not None
    assert changes is CLIENT_TRANSITIONS.allow(before, to)


@pytest.mark.parametrize("status", ClientStatus)
def test_it_is_an_admins_to_do(status: ClientStatus) -> None:
    """product.md 1, 8.3"""
    with pytest.raises(RoleRequired):
        client_retirement.next_version(ADDER, a_row(), status)


@pytest.mark.parametrize("typed", ["Acme Ltd", "acme  ltd ", "ＡＣＭＥ Ltd"])
def test_a_name_is_confirmed_whatever_its_case_and_spaces(typed: str) -> None:
    """product.md 8.3"""
    client_retirement.require_named(a_row(), typed)


def test_another_name_confirms_nothing() -> None:
    """product.md 8.3"""
    with pytest.raises(InvalidInput) as refused:
        client_retirement.require_named(a_row(), "Acme")
    assert "Acme Ltd" in refused.value.errors[0]["message"]


def test_a_client_with_users_is_not_deleted() -> None:
    """product.md 8.3"""
    client_retirement.require_unused(a_row(), has_users=False)
    with pytest.raises(HasUsers):
        client_retirement.require_unused(a_row(), has_users=True)
