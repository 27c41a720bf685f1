"""Colleagues: invited by email, admins only (product.md 1)."""

import pytest

from contracts import access
from contracts.errors import RoleRequired
from tests.access.two_practices import works_for_both
from tests.builders import Mailbox, Person, a_colleague, a_practice, present, text_of, unique


def test_an_invited_colleague_is_listed_as_invited_until_they_accept(owner: Person, mailbox: Mailbox) -> None:
    colleague = a_colleague(owner, mailbox)
    with owner.acting():
        waiting = access.invite_colleague(
            owner.rpc, name="Cy", email=f"{unique('cy')}@smith.example", role="standard"
        )
        states = {c["id"]: c["status"] for c in access.list_colleagues(owner.rpc)["items"]}
    assert states[waiting["id"]] == "invited"
    assert states[colleague.user_id] == "active"


def test_colleagues_are_listed_by_name_page_by_page(owner: Person, mailbox: Mailbox) -> None:
    for name in ("Dan", "Cy", "Ann", "Cy"):
        a_colleague(owner, mailbox, name=name)
    with owner.acting():
        whole = access.list_colleagues(owner.rpc, limit=200)["items"]
        found, cursor = [], None
        while True:
            page = access.list_colleagues(owner.rpc, limit=2, cursor=cursor)
            found += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
    assert found == whole
    assert len(found) == 5
    assert [each["name"] for each in found] == sorted(each["name"] for each in found)


def test_the_invitation_says_who_invites_to_which_practice_and_when_it_ends(
    owner: Person, mailbox: Mailbox
) -> None:
    a_colleague(owner, mailbox)
    with owner.acting():
        colleague = access.list_colleagues(owner.rpc)["items"][-1]
    message = mailbox.to(colleague["email"])[-1]
    body = text_of(message)
    assert message["Subject"] == "Ann Smith invites you to join Smith & Co"
    assert "The invitation ends on" in body
    assert "If it was not meant for you" in body


def test_a_standard_colleague_invites_nobody_and_sees_no_team(owner: Person, mailbox: Mailbox) -> None:
    colleague = a_colleague(owner, mailbox)
    with colleague.acting():
        with pytest.raises(RoleRequired):
            access.invite_colleague(owner.rpc, name="Cy", email="cy@smith.example", role="standard")
        with pytest.raises(RoleRequired):
            access.list_colleagues(owner.rpc)


def test_a_client_admin_cannot_make_practice_admins(owner: Person, mailbox: Mailbox) -> None:
    client_admin = a_colleague(owner, mailbox, role="client_admin")
    with client_admin.acting(), pytest.raises(RoleRequired, match="practice_admin"):
        access.invite_colleague(owner.rpc, name="Cy", email="cy@smith.example", role="practice_admin")


def test_nobody_is_invited_twice(owner: Person) -> None:
    with owner.acting(), pytest.raises(access.ColleagueExists):
        access.invite_colleague(owner.rpc, name="Ann", email=owner.email.upper(), role="standard")


def test_only_who_may_add_clients_learns_whether_an_email_is_registered(
    owner: Person, mailbox: Mailbox
) -> None:
    """product.md 4.3"""
    with owner.acting():
        assert access.look_up_email(owner.rpc, email=owner.email.title())
        assert not access.look_up_email(owner.rpc, email=f"{unique('nobody')}@smith.example")
    colleague = a_colleague(owner, mailbox)
    with colleague.acting(), pytest.raises(RoleRequired):
        access.look_up_email(owner.rpc, email=owner.email)


def test_each_look_up_of_an_email_is_on_the_audit_trail_without_the_address(owner: Person) -> None:
    """product.md 4.3"""
    with owner.acting():
        access.look_up_email(owner.rpc, email=owner.email)
        (line,) = access.list_activity(owner.rpc, kind="email.looked_up")["items"]
    assert present(line["actor"])["id"] == owner.user_id
    assert line["after"] == {"exists": True}
    assert owner.email not in repr({**line, "actor": None})


def test_the_session_tells_what_somebody_may_beyond_their_role(owner: Person, mailbox: Mailbox) -> None:
    """So that pages show the ways to add a client to nobody else (ui.md, "Frame")."""
    colleague = a_colleague(owner, mailbox)
    with colleague.acting():
        assert access.get_session(owner.rpc)["account"]["permissions"] == []
    with owner.acting():
        access.change_colleague(
            owner.rpc, user_id=colleague.user_id, permissions=[access.Permission.ADD_CLIENTS]
        )
    with colleague.acting():
        shown = access.get_session(owner.rpc)
    assert shown["account"]["permissions"] == ["add_clients"]
    assert shown["account"] in shown["accounts"]


def test_whom_to_ask_are_the_active_admins_of_ones_own_practice(owner: Person, mailbox: Mailbox) -> None:
    other = a_practice(owner.rpc)
    both = works_for_both(owner.rpc, mailbox, owner, other)
    gone = a_colleague(owner, mailbox, role="practice_admin")
    bob = a_colleague(owner, mailbox)
    with owner.acting():
        access.deactivate_colleague(owner.rpc, user_id=gone.user_id)
    with bob.acting():
        assert access.list_admins(bob.rpc) == [{"name": "Ann Smith", "email": owner.email}]
    with both.acting():
        assert [each["email"] for each in access.list_admins(owner.rpc)] == [owner.email]
