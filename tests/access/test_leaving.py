"""Colleagues who change or go (product.md 1.4)."""

import pytest

from contracts import access, accounts, invitations
from contracts.errors import InvalidInput, NotFound, RoleRequired, StaleVersion, Unauthenticated
from tests.access.test_signing_in import authenticate
from tests.access.two_practices import works_for_both
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_colleague,
    a_practice,
    a_team,
    caught_up,
    eventually,
    sign_in,
    unique,
)


def deactivate(owner: Person, person: Person, **successor: str | None) -> None:
    with owner.acting():
        caught_up(owner, access.deactivate_colleague(owner.rpc, user_id=person.user_id, **successor))


def is_known(person: Person) -> bool:
    """Whether accounts has heard that somebody joined."""
    try:
        person.sees()
    except Unauthenticated:
        return False
    return True


def test_a_deactivated_colleague_is_out_at_once_and_comes_back_with_what_they_had(
    owner: Person, mailbox: Mailbox
) -> None:
    bob = a_colleague(owner, mailbox)
    client = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    deactivate(owner, bob)
    with bob.acting(), pytest.raises(Unauthenticated):
        accounts.list_clients(bob.rpc)
    with pytest.raises(Unauthenticated):
        authenticate(bob)
    with pytest.raises(access.InvalidCredentials):
        sign_in(owner.rpc, bob.email)
    with owner.acting():
        caught_up(owner, access.reactivate_colleague(owner.rpc, user_id=bob.user_id))
    with pytest.raises(Unauthenticated):
        authenticate(bob)
    assert sign_in(owner.rpc, bob.email).sees() == [client["name"]]


def test_a_removed_colleague_leaves_nothing_behind_even_when_invited_again(
    owner: Person, mailbox: Mailbox
) -> None:
    bob = a_colleague(owner, mailbox)
    team_id = a_team(owner, bob)
    client = owner.adds_client(access={"colleague_ids": [bob.user_id], "team_ids": [team_id]})
    first = len(mailbox.to(bob.email))
    with owner.acting():
        caught_up(owner, access.remove_colleague(owner.rpc, user_id=bob.user_id))
        assert bob.user_id not in [c["id"] for c in access.list_colleagues(owner.rpc)["items"]]
        assert access.get_client_access(owner.rpc, client_id=client["id"])["colleague_ids"] == []
        assert accounts.get_client(owner.rpc, client_id=client["id"])["access"]["colleague_ids"] == []
        access.invite_colleague(owner.rpc, name="Bob", email=bob.email, role="standard")
    token = mailbox.token_for(bob.email, after=first)
    with pytest.raises(InvalidInput):
        invitations.redeem_invitation(owner.rpc, token=token, password="not the password of Bob")
    invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD)
    again = sign_in(owner.rpc, bob.email)
    eventually(lambda: is_known(again))
    assert again.sees() == []


def test_who_manages_clients_goes_only_when_it_is_said_who_manages_them_next(
    owner: Person, mailbox: Mailbox
) -> None:
    bob, cy = a_colleague(owner, mailbox), a_colleague(owner, mailbox)
    clients = [owner.adds_client(access={"account_manager_id": bob.user_id}) for _ in range(2)]
    with owner.acting(), pytest.raises(access.ManagesClients) as refused:
        access.deactivate_colleague(owner.rpc, user_id=bob.user_id)
    assert refused.value.context == {"count": 2}
    deactivate(owner, bob, reassign_managed_clients_to=cy.user_id)
    assert sorted(cy.sees()) == sorted(client["name"] for client in clients)
    with owner.acting():
        caught_up(
            owner,
            access.remove_colleague(owner.rpc, user_id=cy.user_id, reassign_managed_clients_to=None),
        )
        for client in clients:
            assert accounts.get_client(owner.rpc, client_id=client["id"])["account_manager_id"] is None


@pytest.mark.parametrize("successor", ["themselves", "nobody's"])
def test_a_successor_is_another_colleague(owner: Person, mailbox: Mailbox, successor: str) -> None:
    bob = a_colleague(owner, mailbox)
    owner.adds_client(access={"account_manager_id": bob.user_id})
    chosen = bob.user_id if successor == "themselves" else "user_01ARZ3NDEKTSV4RRFFQ69G5FAV"
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        access.remove_colleague(owner.rpc, user_id=bob.user_id, reassign_managed_clients_to=chosen)
    assert refused.value.errors[0]["pointer"] == "/reassign_managed_clients_to"


def test_the_owner_stays_what_they_are(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1.1: so that a practice always has an admin."""
    admin = a_colleague(owner, mailbox, role="practice_admin")
    with admin.acting():
        with pytest.raises(access.Owner):
            access.change_colleague(admin.rpc, user_id=owner.user_id, role=access.PracticeRole.STANDARD)
        for attempt in (access.deactivate_colleague, access.remove_colleague):
            with pytest.raises(access.Owner):
                attempt(admin.rpc, user_id=owner.user_id)


def test_a_client_admin_touches_no_practice_admin_and_makes_none(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1"""
    boss = a_colleague(owner, mailbox, role="practice_admin")
    bob = a_colleague(owner, mailbox)
    client_admin = a_colleague(owner, mailbox, role="client_admin")
    with client_admin.acting():
        for person, role in ((boss, "standard"), (bob, "practice_admin")):
            with pytest.raises(RoleRequired, match="practice_admin"):
                access.change_colleague(
                    client_admin.rpc, user_id=person.user_id, role=access.PracticeRole(role)
                )
        for attempt in (access.deactivate_colleague, access.remove_colleague):
            with pytest.raises(RoleRequired, match="practice_admin"):
                attempt(client_admin.rpc, user_id=boss.user_id)
        changed = access.change_colleague(
            client_admin.rpc, user_id=bob.user_id, role=access.PracticeRole.CLIENT_ADMIN
        )
    assert changed["role"] == "client_admin"


def test_a_changed_role_counts_on_the_next_request(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    client = owner.adds_client()
    assert bob.sees() == []
    with owner.acting():
        caught_up(
            owner,
            access.change_colleague(owner.rpc, user_id=bob.user_id, role=access.PracticeRole.CLIENT_ADMIN),
        )
    assert bob.sees() == [client["name"]]
    with owner.acting():
        caught_up(
            owner, access.change_colleague(owner.rpc, user_id=bob.user_id, role=access.PracticeRole.STANDARD)
        )
    assert bob.sees() == []


def test_the_permission_to_add_clients_is_given_and_taken(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    with pytest.raises(RoleRequired):
        bob.adds_client()
    with owner.acting():
        caught_up(
            owner,
            access.change_colleague(
                owner.rpc, user_id=bob.user_id, permissions=[access.Permission.ADD_CLIENTS]
            ),
        )
    assert bob.adds_client()["id"]


def test_a_stale_edit_of_a_colleague_is_refused(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    with owner.acting():
        version = access.change_colleague(
            owner.rpc, user_id=bob.user_id, role=access.PracticeRole.CLIENT_ADMIN
        )["version"]
        with pytest.raises(StaleVersion):
            access.change_colleague(
                owner.rpc, user_id=bob.user_id, role=access.PracticeRole.STANDARD, if_version=version - 1
            )


def test_who_was_removed_before_accepting_cannot_accept(owner: Person, mailbox: Mailbox) -> None:
    address = f"{unique('cy')}@smith.example"
    with owner.acting():
        waiting = access.invite_colleague(owner.rpc, name="Cy", email=address, role="standard")
        with pytest.raises(access.ColleagueNotAccepted):
            access.deactivate_colleague(owner.rpc, user_id=waiting["id"])
        access.remove_colleague(owner.rpc, user_id=waiting["id"])
    with pytest.raises(invitations.InvitationUnusable):
        invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)


def test_a_colleague_of_another_practice_is_not_there(owner: Person, mailbox: Mailbox) -> None:
    stranger = a_practice(owner.rpc)
    with owner.acting():
        for attempt in (access.deactivate_colleague, access.reactivate_colleague, access.remove_colleague):
            with pytest.raises(NotFound):
                attempt(owner.rpc, user_id=stranger.user_id)
        with pytest.raises(NotFound):
            access.change_colleague(owner.rpc, user_id=stranger.user_id, role=access.PracticeRole.STANDARD)


def test_a_standard_colleague_manages_nobody(owner: Person, mailbox: Mailbox) -> None:
    bob, cy = a_colleague(owner, mailbox), a_colleague(owner, mailbox)
    with bob.acting():
        for attempt in (access.deactivate_colleague, access.reactivate_colleague, access.remove_colleague):
            with pytest.raises(RoleRequired):
                attempt(bob.rpc, user_id=cy.user_id)


def test_clients_that_they_manage_for_another_practice_keep_nobody(owner: Person, mailbox: Mailbox) -> None:
    other = a_practice(owner.rpc)
    bob = works_for_both(owner.rpc, mailbox, owner, other)
    other.adds_client(access={"account_manager_id": bob.user_id})
    deactivate(owner, bob)
    with other.acting(), pytest.raises(access.ManagesClients):
        access.deactivate_colleague(other.rpc, user_id=bob.user_id)


def test_an_admin_who_is_gone_is_told_nothing_of_the_practice(owner: Person, mailbox: Mailbox) -> None:
    a_practice(owner.rpc)
    bob = a_colleague(owner, mailbox, role="practice_admin")

    def admins() -> set[str]:
        found = access.practice_admins(owner.rpc, practice_id=owner.account_id)
        return {each["user_id"] for each in found}

    assert admins() == {owner.user_id, bob.user_id}
    assert access.practices_of_admin(owner.rpc, email=bob.email) == [owner.account_id]
    deactivate(owner, bob)
    assert admins() == {owner.user_id}
    assert access.practices_of_admin(owner.rpc, email=bob.email) == []
    with owner.acting():
        client_id = owner.adds_client()["id"]
        page = access.list_people_with_access(owner.rpc, client_id=client_id)
    assert [each["user_id"] for each in page["items"]] == [owner.user_id]
