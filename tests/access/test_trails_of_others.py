"""A practice's trail says nothing of people and clients that are not its own any more, or never were."""

from __future__ import annotations

from contracts import access, accounts
from contracts.access.activity import ActivityLine
from tests.access.two_practices import works_for_both
from tests.builders import Mailbox, Person, a_client_user, a_practice, caught_up, eventually, sign_in


def _lines(practice: Person, kind: str | None = None) -> list[ActivityLine]:
    with practice.acting():
        return list(access.list_activity(practice.rpc, kind=kind)["items"])


def test_what_somebody_does_with_their_credentials_is_told_to_their_own_practices_alone(
    owner: Person, mailbox: Mailbox
) -> None:
    before, stranger = a_practice(owner.rpc), a_practice(owner.rpc)
    stranger.adds_client()
    bob = works_for_both(owner.rpc, mailbox, owner, before)
    with before.acting():
        caught_up(before, access.remove_colleague(before.rpc, user_id=bob.user_id))
    with bob.acting():
        access.create_api_token(bob.rpc, name="export", scopes=["read"])
    kind = "user.api_token_created"
    assert len(_lines(owner, kind=kind)) == 1
    assert _lines(before, kind=kind) == _lines(stranger, kind=kind) == []


def test_a_practice_goes_on_calling_a_client_what_it_was_called_when_it_went(
    owner: Person, mailbox: Mailbox
) -> None:
    second, third = a_practice(owner.rpc), a_practice(owner.rpc)
    client = owner.adds_client(name="As the first knew it")
    jo = a_client_user(owner, mailbox, client["id"])
    for practice in (second, third):
        jo = sign_in(jo.rpc, jo.email)
        with jo.acting():
            request = accounts.request_practice(jo.rpc, practice_admin_email=practice.email)
        with practice.acting():
            accounts.accept_practice_request(practice.rpc, request["id"], {})
            eventually(lambda: access.get_client_access(owner.rpc, client_id=client["id"]))
            # Its trail grows longer than that of the first, whose last word on the name it must not have.
            for number in range(10):
                accounts.change_client(owner.rpc, client_id=client["id"], name=f"Name {number}")
    eventually(lambda: _lines(second, kind="client.transferred"))
    named = [line["client"] for line in _lines(owner) if line["client"] is not None]
    assert {each["name"] for each in named} == {"As the first knew it"}
