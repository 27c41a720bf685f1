"""What connections follows of others, and others of it: rights, names, endings, the audit trail."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select, update

from contracts import access, accounts, connections, invitations
from contracts.errors import NotFound
from deploy.allinone.product import Product
from services.invitations.account_mails import practice_notices
from services.invitations.tables import Notice
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_team,
    eventually,
    gives,
    present,
    sign_in,
    text_of,
    unique,
)
from tests.connections.grants import change, connected, grant_of, row
from tests.connections.stage import (
    Stage,
    a_client_known,
    a_colleague_known,
    a_practice_known,
    connect,
    connection,
    signed_in,
)


def listed(person: Person, **query: Any) -> list[str]:
    with person.acting():
        return [each["client_name"] for each in connections.list_connections(person.rpc, **query)["items"]]


def sees(person: Person, client_id: str) -> bool:
    try:
        connection(person, client_id)
    except NotFound:
        return False
    return True


def test_each_change_of_a_connection_is_on_the_audit_trail(owner: Person, stage: Stage) -> None:
    """product.md 8.5"""
    client = a_client_known(owner)

    def lines() -> list[Mapping[str, Any]]:
        with owner.acting():
            found = access.list_activity(owner.rpc, client_id=client["id"])["items"]
        return [line for line in found if line["kind"].startswith("connection.")]

    connect(owner, client["id"], signed_in(stage, owner, "xero")["id"])
    # Two kinds of events come by two queues, between which nothing is in order.
    eventually(lambda: len(lines()) == 1)
    with owner.acting():
        connections.disconnect_client(owner.rpc, client["id"])
    eventually(lambda: len(lines()) == 2)
    closed, established = lines()
    assert [established["kind"], closed["kind"]] == ["connection.established", "connection.closed"]
    assert established["actor"]["id"] == closed["actor"]["id"] == owner.user_id
    assert established["after"]["provider"] == "xero"
    assert established["after"]["organisation_name"] == "Demo Company (UK)"


def test_who_sees_a_client_sees_its_connection_by_whatever_way(
    owner: Person, stage: Stage, mailbox: Mailbox
) -> None:
    """product.md 1.2, 2.5, 8.4"""
    bob = a_colleague_known(owner, mailbox)
    client_id, _ = connected(stage, owner, "sage")
    assert not sees(bob, client_id)
    gives(owner, client_id, colleague_ids=[bob.user_id])
    eventually(lambda: sees(bob, client_id))
    gives(owner, client_id)
    eventually(lambda: not sees(bob, client_id))
    gives(owner, client_id, team_ids=[a_team(owner, bob)])
    eventually(lambda: sees(bob, client_id))
    gives(owner, client_id, account_manager_id=bob.user_id)
    assert sees(bob, client_id)
    gives(owner, client_id, everyone=True)
    assert sees(bob, client_id)
    assert len(listed(bob)) == 1


def test_a_page_of_connections_goes_on_where_the_one_before_ended(owner: Person, stage: Stage) -> None:
    names = ["Alpha", "beta", "Gamma"]
    for number, name in enumerate(names):
        client = a_client_known(owner, name=name)
        found = signed_in(stage, owner, "sage", organisations=(number,))
        connect(owner, client["id"], found["id"])
    with owner.acting():
        first = connections.list_connections(owner.rpc, limit=2)
        rest = connections.list_connections(owner.rpc, limit=2, cursor=first["next_cursor"])
    assert [each["client_name"] for each in first["items"] + rest["items"]] == names
    assert rest["next_cursor"] is None


def test_a_clients_new_name_is_followed(owner: Person, stage: Stage) -> None:
    client_id, _ = connected(stage, owner, "sage")
    with owner.acting():
        accounts.change_client(owner.rpc, client_id=client_id, name="Renamed Ltd")
    eventually(lambda: listed(owner) == ["Renamed Ltd"])


def test_a_deleted_clients_connection_ends_at_the_vendor(
    owner: Person, stage: Stage, product: Product
) -> None:
    database = product.hosted["connections"].database
    client = a_client_known(owner)
    connect(owner, client["id"], signed_in(stage, owner, "sage")["id"])
    grant_id = grant_of(database, client["id"])
    with owner.acting():
        accounts.delete_client(owner.rpc, client["id"], confirm_name=client["name"])
    eventually(lambda: row(database, grant_id).state == "ended")
    with pytest.raises(NotFound):
        connection(owner, client["id"])


def test_a_connection_by_the_practice_before_ends_when_its_client_goes_over(
    owner: Person, stage: Stage, mailbox: Mailbox, product: Product
) -> None:
    """product.md 7.1: the login at the vendor was the other practice's."""
    database = product.hosted["connections"].database
    before = a_practice_known(owner.rpc)
    address = f"{unique('jo')}@acme.example"
    client = a_client_known(before, invitation={"name": "Jo", "email": address})
    connect(before, client["id"], signed_in(stage, before, "xero")["id"])
    grant_id = grant_of(database, client["id"])
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    jo = sign_in(owner.rpc, address)
    with jo.acting():
        accounts.request_practice(jo.rpc, practice_admin_email=owner.email)
    with owner.acting():
        (request,) = accounts.list_practice_requests(owner.rpc)["items"]
        accounts.accept_practice_request(owner.rpc, request["id"], {"everyone": True})
    eventually(lambda: row(database, grant_id).state == "ended")
    assert row(database, grant_id).sealed_refresh is None
    assert listed(before) == []
    eventually(lambda: owner.reads(client["id"])["connection"] is None)
    with pytest.raises(NotFound):
        connection(before, client["id"])
    connect(owner, client["id"], signed_in(stage, owner, "sage")["id"])
    assert listed(owner) == [client["name"]]


def test_the_practices_admins_are_told_by_mail_once_of_all_that_ended_together(
    owner: Person, stage: Stage, product: Product, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """product.md 6.3: visibly; and no address waits in the database for it."""
    monkeypatch.setattr(practice_notices, "GATHER", datetime.timedelta(hours=1))
    database = product.hosted["connections"].database
    own = product.hosted["invitations"].database
    mine = Notice.practice_id == owner.account_id
    clients = [a_client_known(owner)["id"] for _ in range(2)]
    for number, client_id in enumerate(clients):
        connect(owner, client_id, signed_in(stage, owner, "sage", organisations=(number,))["id"])
    stage.fault("sage", "/token", "refused", times=20)
    for client_id in clients:
        change(database, grant_of(database, client_id), access_expires_at="now()", refresh_due_at="now()")

    def gathered() -> list[str]:
        with own.read(everywhere=True) as reading:
            return reading.execute(select(Notice.lines).where(mine)).scalar_one_or_none() or []

    organisations = eventually(lambda: gathered() if len(gathered()) == 2 else None)
    stage.mend()
    with own.autocommit(everywhere=True) as reading:
        assert owner.email not in str(reading.execute(select(Notice.__table__).where(mine)).one())
        reading.execute(update(Notice).where(mine).values(due_at=func.now()))
    (message,) = eventually(lambda: mailbox.to(owner.email))
    assert message["Subject"] == "Accounting software needs you to sign in again"
    assert all(f"- {organisation}" in text_of(message) for organisation in organisations)
    assert "/connections?state=needs_reconnect" in text_of(message)
    eventually(lambda: gathered() == [])


def test_the_health_page_shows_first_what_needs_somebody_and_warns_before_an_end(
    owner: Person, stage: Stage, product: Product
) -> None:
    """product.md 6.3"""
    database = product.hosted["connections"].database
    made = {}
    for number, name in enumerate(["Well", "Failing", "Ending", "Broken"]):
        client = a_client_known(owner, name=name)
        connect(owner, client["id"], signed_in(stage, owner, "sage", organisations=(number,))["id"])
        made[name] = grant_of(database, client["id"])
    change(database, made["Failing"], failing_since="now() - interval '2 hours'")
    change(database, made["Ending"], refresh_expires_at="now() + interval '3 days'")
    # Before it is due, and more than once: grants of other tests may be due as well.
    stage.fault("sage", "/token", "refused", times=20)
    change(database, made["Broken"], access_expires_at="now()", refresh_due_at="now()")
    eventually(lambda: listed(owner, state="needs_reconnect") == ["Broken"])
    stage.mend()
    assert listed(owner) == ["Broken", "Ending", "Failing", "Well"]
    assert listed(owner, state="warning") == ["Ending", "Failing"]
    assert listed(owner, state="connected") == ["Ending", "Failing", "Well"]
    with owner.acting():
        items = connections.list_connections(owner.rpc)["items"]
    warnings = {each["client_name"]: each["warning"] for each in items}
    assert "Reconnect before then" in present(warnings["Ending"])
    assert "has not renewed our access since" in present(warnings["Failing"])
    assert warnings["Well"] is warnings["Broken"] is None
