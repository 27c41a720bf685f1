"""First invitations of many clients at once (product.md 2.8, 4.1, 5.8, 8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from contracts import access, accounts, invitations
from contracts.accounts import BulkInvitationState, ImportState, NobodyToInvite
from contracts.errors import InvalidInput, NotFound, RoleRequired
from contracts.invitations import InvitationStatus
from deploy.allinone.product import Product
from tests.accounts import bulk_calls, import_calls
from tests.builders import Mailbox, Person, a_colleague, eventually, unique


def somebody(client: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"client_id": client["id"], "name": "Jo Bloggs", "email": f"{unique('jo')}@acme.example", **more}


def imported(owner: Person, *people: str) -> Mapping[str, Any]:
    """An import that is done, with a client for each address."""
    lines = "".join(f"{unique('Acme')} Ltd,Jo {at},{email}\n" for at, email in enumerate(people))
    file = f"Client name,Person to invite,Email of person to invite\n{lines}"
    return import_calls.does(owner, import_calls.checks(owner, import_calls.uploads(owner, file)))


def begins(owner: Person, found: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    with owner.acting():
        return accounts.invite_imported(owner.rpc, found["id"], **more)


def test_an_import_invites_after_a_step_of_its_own_and_each_client_once(
    owner: Person, mailbox: Mailbox
) -> None:
    people = [f"{unique('jo')}@acme.example" for _ in range(3)]
    found = imported(owner, *people)
    assert found["invitations"] == {"to_send": 3, "bulk_invitation_id": None}
    begun = begins(owner, found)
    assert (begun["state"], begun["total"]) == ("sending", 3)
    done = bulk_calls.comes_to(owner, begun, "done")
    assert done["counts"] == {"invited": 3}
    for email in people:
        eventually(lambda email=email: mailbox.to(email))
    sent = eventually(lambda: all_sent(owner, begun))
    assert [row["email"] for row in sent] == people
    assert [len(mailbox.to(email)) for email in people] == [1, 1, 1]
    with owner.acting():
        again = accounts.get_import(owner.rpc, found["id"])
    assert again["invitations"] == {"to_send": 0, "bulk_invitation_id": begun["id"]}
    with pytest.raises(NobodyToInvite):
        begins(owner, found)


def all_sent(owner: Person, found: Mapping[str, Any]) -> Any:
    items = bulk_calls.rows(owner, found, result="invited")
    sent = ("sent", "delivered")
    return items if all(row["invitation"] and row["invitation"]["state"] in sent for row in items) else None


def test_an_import_that_is_not_done_invites_nobody(owner: Person) -> None:
    checked = import_calls.checks(owner, import_calls.uploads(owner, "Client name\nAcme\n"))
    with pytest.raises(ImportState):
        begins(owner, checked)


def test_people_who_are_users_are_refused_each_by_itself_unless_it_is_said(
    owner: Person, mailbox: Mailbox
) -> None:
    """product.md 4.1, 4.2"""
    user = a_colleague(owner, mailbox).email
    new = f"{unique('new')}@acme.example"
    found = imported(owner, user, new)
    done = bulk_calls.comes_to(owner, begins(owner, found), "done")
    assert done["counts"] == {"invited": 1, "refused": 1}
    refused = bulk_calls.rows(owner, done, result="refused")[0]
    assert (refused["code"], refused["email"], refused["invitation_id"]) == ("existing_user", user, None)
    done = bulk_calls.comes_to(owner, begins(owner, found, acknowledge_existing_users=True), "done")
    assert done["counts"] == {"invited": 1}


def test_typed_people_are_looked_up_and_noted_on_the_trail(owner: Person, mailbox: Mailbox) -> None:
    user = a_colleague(owner, mailbox).email
    one, two = owner.adds_client(name="One"), owner.adds_client(name="Two")
    done = bulk_calls.comes_to(
        owner, bulk_calls.invites(owner, somebody(one), somebody(two, email=user)), "done"
    )
    assert [row["code"] for row in bulk_calls.rows(owner, done)] == [None, "existing_user"]
    with owner.acting():
        (line,) = access.list_activity(owner.rpc, kind="email.looked_up")["items"]
    assert line["after"] == {"addresses": 2, "exist": 1}


def test_what_is_wrong_with_one_is_said_of_it_and_nothing_begins(owner: Person) -> None:
    business = owner.adds_client(name="Acme")
    person = owner.adds_self_employed(name="Sam Stone")
    with pytest.raises(InvalidInput) as invalid:
        bulk_calls.invites(
            owner,
            {"client_id": business["id"]},
            {"client_id": person["id"], "mobile": "020 7946 0018"},
            somebody(business),
            somebody({"id": "client_01ARZ3NDEKTSV4RRFFQ69G5FAV"}),
        )
    assert [(each["pointer"], each["code"]) for each in invalid.value.errors] == [
        ("/invitations/0/name", "required"),
        ("/invitations/0/email", "required"),
        ("/invitations/1/mobile", "not_a_mobile"),
        ("/invitations/2/client_id", "unknown_client"),
        ("/invitations/3/client_id", "unknown_client"),
    ]
    with owner.acting():
        assert accounts.list_bulk_invitations(owner.rpc)["items"] == []


def test_somebody_self_employed_is_invited_themself(owner: Person) -> None:
    client = owner.adds_self_employed(name="Sam Stone", email=f"{unique('sam')}@stone.example")
    begun = bulk_calls.comes_to(owner, bulk_calls.invites(owner, {"client_id": client["id"]}), "done")
    (row,) = bulk_calls.rows(owner, begun)
    assert (row["name"], row["email"]) == ("Sam Stone", client["email"])


def test_who_was_invited_archived_or_deleted_meanwhile_is_told_of(owner: Person) -> None:
    clients = [owner.adds_client(name=name) for name in ("Invited", "Archived", "Deleted", "Fine")]
    with bulk_calls.held():
        begun = bulk_calls.invites(owner, *map(somebody, clients))
        with owner.acting():
            accounts.invite_to_client(
                owner.rpc, clients[0]["id"], name="Al", email=f"{unique('al')}@acme.example"
            )
            accounts.archive_client(owner.rpc, clients[1]["id"])
            accounts.delete_client(owner.rpc, clients[2]["id"], confirm_name="Deleted")
    done = bulk_calls.comes_to(owner, begun, "done")
    assert [row["code"] for row in bulk_calls.rows(owner, done)] == [
        "already_invited",
        "client_archived",
        "not_found",
        None,
    ]


def test_it_is_stopped_and_goes_on_where_it_stopped(owner: Person) -> None:
    with bulk_calls.held():
        begun = bulk_calls.invites(owner, somebody(owner.adds_client(name="Acme")))
        with owner.acting():
            stopped = accounts.stop_bulk_invitation(owner.rpc, begun["id"])
    assert (stopped["state"], stopped["counts"]) == ("stopped", {"waiting": 1})
    with owner.acting():
        with pytest.raises(BulkInvitationState):
            accounts.stop_bulk_invitation(owner.rpc, begun["id"])
        accounts.resume_bulk_invitation(owner.rpc, begun["id"])
    done = bulk_calls.comes_to(owner, begun, "done")
    assert done["counts"] == {"invited": 1}
    with owner.acting(), pytest.raises(BulkInvitationState):
        accounts.resume_bulk_invitation(owner.rpc, begun["id"])


def test_it_runs_with_the_rights_that_who_asked_has_then(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.4"""
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    seen = adder.adds_client(name="Seen")
    with bulk_calls.held():
        begun = bulk_calls.invites(adder, somebody(seen))
        with owner.acting():
            access.change_colleague(owner.rpc, user_id=adder.user_id, permissions=[])
        eventually(lambda: refused(adder, begun))
    stopped = bulk_calls.comes_to(owner, begun, "stopped")
    assert "may add clients no more" in stopped["problem"]
    with owner.acting():
        accounts.resume_bulk_invitation(owner.rpc, begun["id"])
    bulk_calls.comes_to(owner, begun, "done")
    with owner.acting():
        (sent,) = eventually(
            lambda: invitations.list_invitations(owner.rpc, state=InvitationStatus.SENT)["items"]
        )
    assert sent["client_id"] == seen["id"]


def refused(person: Person, found: Mapping[str, Any]) -> bool:
    try:
        bulk_calls.reads(person, found)
    except RoleRequired:
        return True
    return False


def test_it_is_its_authors_and_the_admins(owner: Person, mailbox: Mailbox) -> None:
    begun = bulk_calls.invites(owner, somebody(owner.adds_client(name="Acme")))
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    with adder.acting():
        assert accounts.list_bulk_invitations(adder.rpc)["items"] == []
    for act in (
        accounts.get_bulk_invitation,
        accounts.list_bulk_rows,
        accounts.stop_bulk_invitation,
        accounts.resume_bulk_invitation,
    ):
        with adder.acting(), pytest.raises(NotFound):
            act(adder.rpc, begun["id"])
    theirs = bulk_calls.invites(adder, somebody(adder.adds_client(name="Mine")))
    with owner.acting():
        listed = accounts.list_bulk_invitations(owner.rpc)["items"]
    assert [each["id"] for each in listed] == [theirs["id"], begun["id"]]


def test_a_client_that_is_not_seen_is_not_invited(owner: Person, mailbox: Mailbox) -> None:
    hidden = owner.adds_client(name="Hidden")
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    with pytest.raises(InvalidInput):
        bulk_calls.invites(adder, somebody(hidden))


def test_what_a_days_limit_has_no_room_for_waits_and_is_then_sent_once(
    owner: Person, mailbox: Mailbox, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """product.md 5.8: nothing fails for being one of many."""
    config = product.hosted["invitations"].container.config
    monkeypatch.setitem(config, "limits", replace(config["limits"], practice=2))
    clients = [owner.adds_client(name=f"Acme {at}") for at in range(4)]
    people = [somebody(client) for client in clients]
    begun = bulk_calls.invites(owner, *people)
    waiting = eventually(lambda: two_wait(owner, begun), within=30)
    assert (waiting["state"], waiting["counts"]) == ("sending", {"invited": 2, "waiting": 2})
    assert [owner.reads(each["id"])["invitation"] is not None for each in clients] == [
        True,
        True,
        False,
        False,
    ]
    a_day_passes(product, owner)
    done = bulk_calls.comes_to(owner, begun, "done")
    assert done["counts"] == {"invited": 4}
    for person in people:
        eventually(lambda person=person: mailbox.to(person["email"]))
    assert [len(mailbox.to(person["email"])) for person in people] == [1, 1, 1, 1]


def two_wait(owner: Person, found: Mapping[str, Any]) -> Mapping[str, Any] | None:
    now = bulk_calls.reads(owner, found)
    return now if now["counts"].get("waiting") == 2 and now["waits_until"] is not None else None


def a_day_passes(product: Product, owner: Person) -> None:
    sent = text("UPDATE sendings SET at = at - interval '25 hours' WHERE practice_id = :practice_id")
    with product.hosted["invitations"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(sent, {"practice_id": owner.account_id})
    due = text("UPDATE bulk_invitations SET not_before = NULL WHERE practice_id = :practice_id")
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(due, {"practice_id": owner.account_id})
        uow.left_jobs = True
