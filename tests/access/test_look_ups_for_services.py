"""What services ask access in a colleague's name, who is not signed in at that moment (product.md 4.3)."""

from __future__ import annotations

import pytest

from contracts import access
from contracts.errors import RoleRequired
from tests.access.two_practices import works_for_both
from tests.builders import Mailbox, Person, a_client_user, a_colleague, a_practice, caught_up


def looks_up(practice: Person, person: Person, email: str) -> list[str]:
    return access.look_up_emails(
        practice.rpc, practice_id=practice.account_id, user_id=person.user_id, emails=[email]
    )


def test_addresses_are_looked_up_for_who_may_add_clients_and_for_nobody_else(
    owner: Person, mailbox: Mailbox
) -> None:
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    standard = a_colleague(owner, mailbox)
    for person in (owner, adder):
        assert looks_up(owner, person, adder.email) == [adder.email]
    for person in (standard, a_practice(owner.rpc)):
        with pytest.raises(RoleRequired):
            looks_up(owner, person, adder.email)
    with owner.acting():
        caught_up(owner, access.remove_colleague(owner.rpc, user_id=adder.user_id))
    with pytest.raises(RoleRequired):
        looks_up(owner, adder, owner.email)


def test_who_works_for_two_practices_looks_up_by_the_rights_in_the_one(
    owner: Person, mailbox: Mailbox
) -> None:
    other = a_practice(owner.rpc)
    bob = works_for_both(owner.rpc, mailbox, owner, other)
    with owner.acting():
        changed = access.change_colleague(
            owner.rpc, user_id=bob.user_id, role=access.PracticeRole.STANDARD, permissions=[]
        )
        caught_up(owner, changed)
    assert looks_up(other, bob, owner.email) == [owner.email]
    with pytest.raises(RoleRequired):
        looks_up(owner, bob, owner.email)


def test_colleagues_are_found_by_address_in_their_practice_only(owner: Person, mailbox: Mailbox) -> None:
    other = a_practice(owner.rpc)
    bob = works_for_both(owner.rpc, mailbox, owner, other)
    emails = [owner.email, other.email, bob.email]
    found = access.colleagues_by_email(owner.rpc, practice_id=owner.account_id, emails=emails)
    assert sorted((each["email"], each["user_id"]) for each in found) == sorted(
        (each.email, each.user_id) for each in (owner, bob)
    )


def test_a_sender_is_known_to_a_client_by_its_users_and_to_its_practice_by_colleagues(
    owner: Person, mailbox: Mailbox
) -> None:
    """docs/adr/0060"""
    client, other = owner.adds_client()["id"], owner.adds_client()["id"]
    user, colleague = a_client_user(owner, mailbox, client), a_colleague(owner, mailbox)

    def knows(client_id: str, practice_id: str, email: str) -> bool:
        return access.knows_sender(owner.rpc, client_id=client_id, practice_id=practice_id, email=email)

    assert knows(client, owner.account_id, user.email.upper())
    assert not knows(other, owner.account_id, user.email)
    assert knows(other, owner.account_id, colleague.email)
    assert not knows(client, a_practice(owner.rpc).account_id, colleague.email)
    assert not knows(client, owner.account_id, "nobody@acme.example")
    with owner.acting():
        caught_up(owner, access.remove_colleague(owner.rpc, user_id=colleague.user_id))
    assert not knows(client, owner.account_id, colleague.email)
