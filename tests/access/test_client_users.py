"""The users of a client account (product.md 1, 1.1, 1.2, 5.6)."""

from collections.abc import Callable, Mapping

import pytest

from contracts import access, accounts, invitations
from contracts.errors import NotFound, RoleRequired, StaleVersion, Unauthenticated
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    caught_up,
    sign_in,
    unique,
)


def an_email() -> str:
    return f"{unique('jo')}@acme.example"


def add(person: Person, client_id: str, **changes: object) -> Mapping[str, object]:
    with person.acting():
        who = {"name": "Jo Bloggs", "email": an_email(), **changes}
        return person.rpc.forward(access.ADD_CLIENT_USER, {"client_id": client_id, **who})


def roles(person: Person, client_id: str) -> dict[str, tuple[str, str, bool]]:
    with person.acting():
        found = access.list_client_users(person.rpc, client_id=client_id)["items"]
    return {user["id"]: (user["role"], user["status"], user["owner"]) for user in found}


@pytest.fixture
def client_id(owner: Person) -> str:
    return str(owner.adds_client()["id"])


def test_the_first_user_owns_the_account_and_is_its_admin(
    owner: Person, mailbox: Mailbox, client_id: str
) -> None:
    jo = a_client_user(owner, mailbox, client_id, role="standard_user")
    kim = a_client_user(owner, mailbox, client_id, role="user_admin")
    assert roles(owner, client_id) == {
        jo.user_id: ("business_admin", "active", True),
        kim.user_id: ("user_admin", "active", False),
    }


def test_somebody_without_a_login_is_invited_later_and_keeps_the_role(
    owner: Person, mailbox: Mailbox, client_id: str
) -> None:
    a_client_user(owner, mailbox, client_id)
    email = an_email()
    added = add(owner, client_id, email=email, role="user_admin", invite=False)
    assert added["status"] == "no_login"
    with pytest.raises(access.InvalidCredentials):
        sign_in(owner.rpc, email)
    with owner.acting():
        accounts.invite_to_client(owner.rpc, client_id, name="Jo Bloggs", email=email)
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(email), password=PASSWORD)
    assert roles(owner, client_id)[str(added["id"])] == ("user_admin", "active", False)


def test_who_has_no_login_does_not_own_the_account(owner: Person, mailbox: Mailbox, client_id: str) -> None:
    nobody = add(owner, client_id, invite=False)
    jo = a_client_user(owner, mailbox, client_id)
    assert roles(owner, client_id)[jo.user_id][2]
    assert not roles(owner, client_id)[str(nobody["id"])][2]


def test_a_user_admin_manages_who_is_no_business_admin(
    owner: Person, mailbox: Mailbox, client_id: str
) -> None:
    jo = a_client_user(owner, mailbox, client_id)
    kim = a_client_user(owner, mailbox, client_id, role="user_admin")
    lee = add(kim, client_id, role="standard_user")
    with kim.acting():
        changed = access.change_client_user(
            kim.rpc, client_id=client_id, user_id=str(lee["id"]), role="user_admin"
        )
        assert changed["role"] == "user_admin"
        attempts: tuple[Callable[[], object], ...] = (
            lambda: access.change_client_user(
                kim.rpc, client_id=client_id, user_id=str(lee["id"]), role="business_admin"
            ),
            lambda: access.change_client_user(
                kim.rpc, client_id=client_id, user_id=jo.user_id, role="standard_user"
            ),
            lambda: access.remove_client_user(kim.rpc, client_id=client_id, user_id=jo.user_id),
            lambda: add(kim, client_id, role="business_admin"),
        )
        for attempt in attempts:
            with pytest.raises(RoleRequired, match="business_admin"):
                attempt()
        access.remove_client_user(kim.rpc, client_id=client_id, user_id=str(lee["id"]))
    assert str(lee["id"]) not in roles(jo, client_id)


def test_a_standard_user_manages_nobody(owner: Person, mailbox: Mailbox, client_id: str) -> None:
    a_client_user(owner, mailbox, client_id)
    lee = a_client_user(owner, mailbox, client_id, role="standard_user")
    with lee.acting(), pytest.raises(RoleRequired):
        access.list_client_users(lee.rpc, client_id=client_id)
    with pytest.raises(RoleRequired):
        add(lee, client_id)


def test_the_owner_is_neither_removed_nor_demoted_from_inside(
    owner: Person, mailbox: Mailbox, client_id: str
) -> None:
    jo = a_client_user(owner, mailbox, client_id)
    kim = a_client_user(owner, mailbox, client_id, role="business_admin")
    with kim.acting():
        with pytest.raises(access.Owner):
            access.change_client_user(kim.rpc, client_id=client_id, user_id=jo.user_id, role="user_admin")
        with pytest.raises(access.Owner):
            access.remove_client_user(kim.rpc, client_id=client_id, user_id=jo.user_id)


def test_the_practice_changes_the_owners_role(owner: Person, mailbox: Mailbox, client_id: str) -> None:
    jo = a_client_user(owner, mailbox, client_id)
    with owner.acting():
        access.change_client_user(owner.rpc, client_id=client_id, user_id=jo.user_id, role="standard_user")
        with pytest.raises(access.Owner):
            access.remove_client_user(owner.rpc, client_id=client_id, user_id=jo.user_id)
    with jo.acting(), pytest.raises(RoleRequired):
        access.list_client_users(jo.rpc, client_id=client_id)


def test_a_colleague_acts_as_an_admin_in_clients_they_reach_and_no_other(
    owner: Person, mailbox: Mailbox, client_id: str
) -> None:
    bob = a_colleague(owner, mailbox)
    reached = owner.adds_client(access={"colleague_ids": [bob.user_id]})["id"]
    added = add(bob, reached, role="business_admin")
    assert roles(bob, reached)[str(added["id"])] == ("business_admin", "invited", False)
    for person in (bob, a_practice(owner.rpc)):
        with person.acting(), pytest.raises(NotFound):
            access.list_client_users(person.rpc, client_id=client_id)


def test_a_client_reaches_no_other_client(owner: Person, mailbox: Mailbox, client_id: str) -> None:
    jo = a_client_user(owner, mailbox, client_id)
    other = owner.adds_client()["id"]
    with jo.acting():
        with pytest.raises(NotFound):
            access.list_client_users(jo.rpc, client_id=other)
        with pytest.raises(NotFound):
            access.remove_client_user(jo.rpc, client_id=other, user_id=jo.user_id)


def test_a_removed_user_is_out_at_once_and_an_old_invitation_leads_nowhere(
    owner: Person, mailbox: Mailbox, client_id: str
) -> None:
    a_client_user(owner, mailbox, client_id)
    kim = a_client_user(owner, mailbox, client_id, role="business_admin")
    email = an_email()
    waiting = add(owner, client_id, email=email)
    token = mailbox.token_for(email)
    with owner.acting():
        for user_id in (kim.user_id, str(waiting["id"])):
            caught_up(owner, access.remove_client_user(owner.rpc, client_id=client_id, user_id=user_id))
    with kim.acting(), pytest.raises(Unauthenticated):
        access.list_client_users(kim.rpc, client_id=client_id)
    with pytest.raises(invitations.InvitationUnusable):
        invitations.redeem_invitation(owner.rpc, token=token, password=PASSWORD)


def test_a_removed_user_can_be_added_again(owner: Person, mailbox: Mailbox, client_id: str) -> None:
    email = an_email()
    added = add(owner, client_id, email=email, invite=False)
    with pytest.raises(access.ClientUserExists):
        add(owner, client_id, email=email.upper())
    with owner.acting():
        access.remove_client_user(owner.rpc, client_id=client_id, user_id=str(added["id"]))
    assert add(owner, client_id, email=email)["id"] == added["id"]
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(email), password=PASSWORD)
    assert roles(owner, client_id)[str(added["id"])][1] == "active"


def test_only_who_may_add_clients_is_warned_of_an_existing_user(
    owner: Person, mailbox: Mailbox, client_id: str
) -> None:
    """product.md 4.1, 4.3"""
    known = a_practice(owner.rpc)
    with pytest.raises(accounts.ExistingUser):
        add(owner, client_id, email=known.email)
    assert add(owner, client_id, email=known.email, acknowledge_existing_user=True)["status"] == "invited"
    jo = a_client_user(owner, mailbox, client_id)
    assert add(jo, client_id, email=a_practice(owner.rpc).email)["status"] == "invited"


def test_a_stale_edit_of_a_user_is_refused(owner: Person, client_id: str) -> None:
    added = add(owner, client_id, invite=False)
    where = {"client_id": client_id, "user_id": str(added["id"])}
    with owner.acting():
        access.change_client_user(owner.rpc, role="user_admin", if_version=1, **where)
        with pytest.raises(StaleVersion):
            access.change_client_user(owner.rpc, role="standard_user", if_version=1, **where)


def test_who_was_only_invited_somewhere_can_still_register_a_practice(
    owner: Person, mailbox: Mailbox, client_id: str
) -> None:
    email = an_email()
    add(owner, client_id, email=email, invite=False)
    person = {"name": "Jo Bloggs", "email": email, "password": PASSWORD}
    accounts.register_practice(owner.rpc, name="Jo & Co", country="GB", base_currency="GBP", owner=person)
    jo = sign_in(owner.rpc, email)
    with jo.acting():
        assert [a["name"] for a in access.get_session(jo.rpc)["accounts"]] == ["Jo & Co"]


def test_accepting_for_one_client_leaves_the_role_at_another(owner: Person, mailbox: Mailbox) -> None:
    first, second = (str(owner.adds_client()["id"]) for _ in range(2))
    kim = an_email()
    add(owner, second, role="user_admin", email=kim, invite=False)
    before = roles(owner, second)
    with owner.acting():
        access.add_client_user(
            owner.rpc, client_id=first, name="Kim", email=kim, role="standard_user",
            acknowledge_existing_user=True,
        )  # fmt: skip
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(kim), password=PASSWORD)
    assert set(roles(owner, first).values()) == {("business_admin", "active", True)}
    assert roles(owner, second) == before


def test_whether_a_client_has_users_is_told_to_admins(
    owner: Person, mailbox: Mailbox, client_id: str
) -> None:
    bob = a_colleague(owner, mailbox)
    with bob.acting(), pytest.raises(RoleRequired):
        access.client_has_users(owner.rpc, client_id=client_id)
    with owner.acting():
        assert not access.client_has_users(owner.rpc, client_id=client_id)
