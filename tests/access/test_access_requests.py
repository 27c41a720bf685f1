"""Who may not see a client asks for it (docs/adr/0052; product.md 2.5, 8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from chassis.rpc.client import RpcClient
from contracts import access
from contracts.access import AccessRequestDecided, AlreadyHasAccess, AlreadyRequested
from contracts.errors import (
    InvalidInput,
    NotFound,
    PracticeAccountRequired,
    RoleRequired,
)
from tests.builders import (
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    caught_up,
    eventually,
    gives,
    text_of,
)


def asks(
    person: Person, client_id: str | None, reason: str = "I do their VAT return."
) -> access.AccessRequest:
    with person.acting():
        return access.request_access(person.rpc, client_id=client_id, reason=reason)


def listed(person: Person, **query: Any) -> list[access.AccessRequest]:
    with person.acting():
        return access.list_access_requests(person.rpc, **query)["items"]


def approves(person: Person, request: Mapping[str, Any]) -> Mapping[str, Any]:
    with person.acting():
        return caught_up(person, access.approve_access(person.rpc, request["id"]))


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


def test_a_colleague_asks_an_admin_gives_and_the_client_is_seen_with_the_next_request(
    owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    client = owner.adds_client()
    made = asks(bob, client["id"], "Cy is away.\nI take over.")
    assert (made["state"], made["may_decide"], made["client"]) == (
        "pending", False, {"id": client["id"], "name": client["name"]}
    )  # fmt: skip
    (waiting,) = listed(owner, view="to_decide", state="pending")
    assert waiting == {**made, "may_decide": True}
    assert waiting["requested_by"] == {"id": bob.user_id, "name": "Bob Jones"}
    done = approves(owner, made)
    assert (done["state"], done["decided_by"]["id"]) == ("approved", owner.user_id)
    assert bob.sees() == [client["name"]]
    with owner.acting():
        assert access.get_client_access(owner.rpc, client_id=client["id"])["colleague_ids"] == [bob.user_id]
    (mail,) = eventually(lambda: [m for m in mailbox.to(bob.email) if "can see" in str(m["Subject"])])
    assert mail["Subject"] == f"You can see {client['name']} now"


def test_whoever_asked_is_told_why_it_was_declined_by_mail_and_in_the_list(
    owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    client = owner.adds_client()
    made = asks(bob, client["id"])
    with owner.acting():
        access.decline_access(owner.rpc, made["id"], "Cy is back on Monday.\n\nAsk <b>her</b>.")
    (mine,) = listed(bob, view="mine")
    assert (mine["state"], mine["detail"]) == ("declined", "Cy is back on Monday.\n\nAsk <b>her</b>.")
    (mail,) = eventually(lambda: [m for m in mailbox.to(bob.email) if "declined" in str(m["Subject"])])
    assert "Ask <b>her</b>." in text_of(mail)
    html = mail.get_body(("html",))
    assert html is not None
    assert "Ask &lt;b&gt;her&lt;/b&gt;." in html.get_content()
    assert bob.sees() == []


def test_the_account_manager_decides_and_gets_a_mail(owner: Person, bob: Person, mailbox: Mailbox) -> None:
    may = a_colleague(owner, mailbox, name="May Moss")
    client = owner.adds_client(access={"account_manager_id": may.user_id})
    eventually(lambda: may.sees() == [client["name"]])
    made = asks(bob, client["id"], "Quarter end")
    (mail,) = eventually(lambda: [m for m in mailbox.to(may.email) if "asks to see" in str(m["Subject"])])
    assert "Quarter end" in text_of(mail)
    (notice,) = eventually(
        lambda: [m for m in mailbox.to(owner.email) if "asks for access" in str(m["Subject"])]
    )
    assert f"- Bob Jones asks to see {client['name']}: Quarter end" in text_of(notice)
    assert [each["id"] for each in listed(may, view="to_decide")] == [made["id"]]
    approves(may, made)
    assert bob.sees() == [client["name"]]


def test_a_manager_who_is_an_admin_gets_one_mail(owner: Person, bob: Person, mailbox: Mailbox) -> None:
    client = owner.adds_client(access={"account_manager_id": owner.user_id})
    made = asks(bob, client["id"])

    def mails() -> list[Any]:
        return [m for m in mailbox.to(owner.email) if " asks " in str(m["Subject"])]

    eventually(mails)
    with owner.acting():
        access.decline_access(owner.rpc, made["id"], "No")
    # Its mail is sent after the manager's would be: both wait in one table, the oldest first.
    eventually(lambda: [m for m in mailbox.to(bob.email) if "declined" in str(m["Subject"])])
    assert len(mails()) == 1


def test_nobody_else_sees_or_decides_a_request(
    owner: Person, bob: Person, mailbox: Mailbox, rpc: RpcClient
) -> None:
    other, stranger = a_colleague(owner, mailbox), a_practice(rpc)
    client = owner.adds_client()
    # Who sees the client, and who manages another one, decides no more than anybody.
    gives(owner, client["id"], colleague_ids=[other.user_id])
    owner.adds_client(access={"account_manager_id": other.user_id})
    made = asks(bob, client["id"])
    for person in (other, stranger):
        assert listed(person) == []
        with person.acting():
            for attempt in (access.get_access_request, access.approve_access, access.withdraw_access_request):
                with pytest.raises(NotFound):
                    attempt(person.rpc, made["id"])
            with pytest.raises(NotFound):
                access.decline_access(person.rpc, made["id"], "No")
    assert [each["state"] for each in listed(owner)] == ["pending"]


def test_who_asked_takes_it_back_and_decides_nothing(owner: Person, bob: Person) -> None:
    client = owner.adds_client()
    made = asks(bob, client["id"])
    with bob.acting():
        with pytest.raises(RoleRequired):
            access.approve_access(bob.rpc, made["id"])
        with pytest.raises(RoleRequired):
            access.decline_access(bob.rpc, made["id"], "No")
    with owner.acting(), pytest.raises(RoleRequired):
        access.withdraw_access_request(owner.rpc, made["id"])
    with bob.acting():
        assert access.withdraw_access_request(bob.rpc, made["id"])["state"] == "withdrawn"
        with pytest.raises(AccessRequestDecided):
            access.withdraw_access_request(bob.rpc, made["id"])
    with owner.acting():
        with pytest.raises(AccessRequestDecided):
            access.approve_access(owner.rpc, made["id"])
        with pytest.raises(AccessRequestDecided):
            access.decline_access(owner.rpc, made["id"], "No")
    assert bob.sees() == []


def test_one_request_of_a_person_for_a_client_is_open_at_a_time(owner: Person, bob: Person) -> None:
    client_id = owner.adds_client()["id"]
    made = asks(bob, client_id)
    with pytest.raises(AlreadyRequested):
        asks(bob, client_id)
    with bob.acting():
        access.withdraw_access_request(bob.rpc, made["id"])
    again = asks(bob, client_id)
    assert [each["id"] for each in listed(bob)] == [again["id"], made["id"]]


def test_what_one_sees_is_not_asked_for(owner: Person, bob: Person) -> None:
    client_id = owner.adds_client()["id"]
    gives(owner, client_id, colleague_ids=[bob.user_id])
    for person in (owner, bob):
        with pytest.raises(AlreadyHasAccess):
            asks(person, client_id)


def test_a_clients_own_user_asks_for_nothing(owner: Person, mailbox: Mailbox) -> None:
    client_id = owner.adds_client()["id"]
    jo = a_client_user(owner, mailbox, client_id)
    with pytest.raises(PracticeAccountRequired):
        asks(jo, owner.adds_client()["id"])
    with pytest.raises(PracticeAccountRequired):
        listed(jo)


def test_the_list_is_in_pages_by_state_and_client(owner: Person, bob: Person) -> None:
    clients = [owner.adds_client()["id"] for _ in range(3)]
    made = [asks(bob, each)["id"] for each in clients]
    with owner.acting():
        access.decline_access(owner.rpc, made[1], "No")
    found: list[str] = []
    cursor = None
    for _ in range(3):
        with owner.acting():
            page = access.list_access_requests(owner.rpc, limit=1, cursor=cursor)
        found += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert (found, cursor) == (made[::-1], None)
    assert [each["id"] for each in listed(owner, state="declined")] == [made[1]]
    assert [each["id"] for each in listed(owner, client_id=clients[2])] == [made[2]]
    assert listed(owner, view="mine") == []


def test_words_are_asked_for_and_checked(owner: Person, bob: Person) -> None:
    client_id = owner.adds_client()["id"]
    for reason in ("", "  ", "\u200b", "x" * 501, "a\x00b"):
        with bob.acting(), pytest.raises(InvalidInput):
            bob.rpc.forward(access.REQUEST_ACCESS, {"client_id": client_id, "reason": reason})
    made = asks(bob, client_id)
    with owner.acting(), pytest.raises(InvalidInput):
        owner.rpc.forward(access.DECLINE_ACCESS, {"request_id": made["id"], "detail": " "})


def test_sent_twice_it_is_one_request_and_given_twice_one_grant(owner: Person, bob: Person) -> None:
    client_id = owner.adds_client()["id"]
    with owner.acting():
        before = access.get_client_access(owner.rpc, client_id=client_id)["version"]
    with bob.acting("ask-once", "f"):
        first = access.request_access(bob.rpc, client_id=client_id, reason="VAT")
    with bob.acting("ask-once", "f"):
        assert access.request_access(bob.rpc, client_id=client_id, reason="VAT") == first
    with owner.acting("give-once", "f"):
        given = access.approve_access(owner.rpc, first["id"])
    with owner.acting("give-once", "f"):
        assert access.approve_access(owner.rpc, first["id"]) == given
    with owner.acting():
        assert access.get_client_access(owner.rpc, client_id=client_id)["version"] == before + 1
