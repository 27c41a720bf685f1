"""Who manages the users of a client, and how far (product.md 1, 1.1)."""

from __future__ import annotations

import pytest

from contracts.access import (
    AddClientUser,
    ChangeClientUser,
    ClientMembershipStatus,
    ClientRole,
    Owner,
    PracticeRole,
)
from contracts.errors import RoleRequired, StaleVersion
from services.access.client_users import client_user_roles
from services.access.client_users.client_user_roles import ClientUserFacts
from services.access.members.member_facts import Actor

COLLEAGUE = Actor("prac", "ann", PracticeRole.STANDARD, [], False, "practice", "Practice", "Ann")
ADMIN = Actor("acme", "bea", ClientRole.BUSINESS_ADMIN, [], True, "client", "Acme", "Bea")
USER_ADMIN = ADMIN._replace(user_id="uma", role=ClientRole.USER_ADMIN, owner=False)
DAN = ClientUserFacts("acme", "dan", ClientRole.STANDARD_USER, ClientMembershipStatus.ACTIVE, False, 4)
OWNER = DAN._replace(role=ClientRole.BUSINESS_ADMIN, owner=True)


def _change(role: ClientRole, if_version: int | None = None) -> ChangeClientUser:
    return ChangeClientUser(client_id="acme", user_id="dan", role=role, if_version=if_version)


def test_who_is_added_waits_until_they_accept_or_has_no_login() -> None:
    invited = AddClientUser(client_id="acme", name="Dan", email="dan@example.com")
    without = AddClientUser(client_id="acme", name="Dan", email="dan@example.com", invite=False)
    assert client_user_roles.of_added(ADMIN, invited) == ClientMembershipStatus.INVITED
    assert client_user_roles.of_added(ADMIN, without) == ClientMembershipStatus.NO_LOGIN


def test_a_user_admin_makes_no_business_admin_changes_none_and_removes_none() -> None:
    admin = AddClientUser(
        client_id="acme", name="Dan", email="dan@example.com", role=ClientRole.BUSINESS_ADMIN
    )
    with pytest.raises(RoleRequired):
        client_user_roles.of_added(USER_ADMIN, admin)
    with pytest.raises(RoleRequired):
        client_user_roles.change_of(USER_ADMIN, DAN, _change(ClientRole.BUSINESS_ADMIN))
    with pytest.raises(RoleRequired):
        client_user_roles.require_removable(USER_ADMIN, DAN._replace(role=ClientRole.BUSINESS_ADMIN))


def test_another_role_is_a_change_and_the_same_is_none() -> None:
    changed = client_user_roles.change_of(USER_ADMIN, DAN, _change(ClientRole.USER_ADMIN))
    assert changed == ClientRole.USER_ADMIN
    assert client_user_roles.change_of(ADMIN, DAN, _change(ClientRole.STANDARD_USER)) is None


def test_the_owner_is_not_demoted_from_inside_but_by_the_practice() -> None:
    with pytest.raises(Owner):
        client_user_roles.change_of(ADMIN, OWNER, _change(ClientRole.USER_ADMIN))
    demoted = client_user_roles.change_of(COLLEAGUE, OWNER, _change(ClientRole.USER_ADMIN))
    assert demoted == ClientRole.USER_ADMIN


def test_nobody_removes_the_owner() -> None:
    for actor in (ADMIN, COLLEAGUE):
        with pytest.raises(Owner):
            client_user_roles.require_removable(actor, OWNER)


def test_an_edit_of_an_older_version_is_refused() -> None:
    with pytest.raises(StaleVersion):
        client_user_roles.change_of(ADMIN, DAN, _change(ClientRole.USER_ADMIN, if_version=3))
