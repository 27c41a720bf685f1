"""The audit trail: who, what, when (product.md 8.5), and that nobody changes it unseen."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from contracts import access, accounts, invitations
from contracts.accounts import events as accounts_events
from contracts.connections import events as connections_events
from contracts.errors import NotFound, RoleRequired
from contracts.invitations import events as invitations_events
from contracts.messages import Event
from deploy.allinone.product import Product
from services.access import chain
from tests.builders import (
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    a_team,
    caught_up,
    eventually,
    gives,
    unique,
)


def trail(person: Person, **query: Any) -> list[Mapping[str, Any]]:
    with person.acting():
        return list(access.list_activity(person.rpc, **query)["items"])


def kinds(person: Person, **query: Any) -> list[str]:
    return [line["kind"] for line in trail(person, **query)]


def test_a_change_is_told_with_who_what_when_and_what_was_before(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    with owner.acting() as here:
        access.change_colleague(owner.rpc, user_id=bob.user_id, role=access.PracticeRole.CLIENT_ADMIN)
        correlation_id = here.correlation_id
    line = trail(owner)[0]
    assert line["kind"] == "colleague.changed"
    assert line["actor"] == {"id": owner.user_id, "name": "Ann Smith"}
    assert line["user"] == {"id": bob.user_id, "name": "Bob Jones"}
    assert (line["before"]["role"], line["after"]["role"]) == ("standard", "client_admin")
    assert line["correlation_id"] == correlation_id


def test_what_changes_nothing_leaves_no_line(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    before = len(trail(owner))
    with owner.acting():
        access.change_colleague(owner.rpc, user_id=bob.user_id, role=access.PracticeRole.STANDARD)
        access.reactivate_colleague(owner.rpc, user_id=bob.user_id)
    assert len(trail(owner)) == before


def test_each_change_of_colleagues_teams_and_access_is_told(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    team_id = a_team(owner, bob)
    client_id = owner.adds_client()["id"]
    gives(owner, client_id, team_ids=[team_id])
    with owner.acting():
        access.deactivate_colleague(owner.rpc, user_id=bob.user_id)
        access.reactivate_colleague(owner.rpc, user_id=bob.user_id)
        access.remove_colleague(owner.rpc, user_id=bob.user_id)
        access.delete_team(owner.rpc, team_id=team_id)
    found = {
        kind for kind in kinds(owner) if kind.partition(".")[0] in ("colleague", "team", "client_access")
    }
    assert found == {
        "colleague.invited", "colleague.joined", "colleague.deactivated", "colleague.reactivated",
        "colleague.removed", "team.created", "team.changed", "team.deleted", "client_access.changed",
    }  # fmt: skip


def test_what_other_services_do_is_told_too(owner: Person, mailbox: Mailbox) -> None:
    address = f"{unique('jo')}@acme.example"
    client_id = owner.adds_client(invitation={"name": "Jo", "email": address})["id"]
    mailbox.token_for(address)
    with owner.acting():
        [invitation] = invitations.list_client_invitations(owner.rpc, client_id=client_id)["items"]
        invitations.revoke_invitation(owner.rpc, invitation_id=invitation["id"])
        accounts.change_practice(owner.rpc, name="Smith & Daughters")
    eventually(lambda: "invitation.revoked" in kinds(owner) and "practice.changed" in kinds(owner))
    of_client = {line["kind"]: line["actor"] for line in trail(owner, client_id=client_id)}
    assert of_client["client.created"]["id"] == owner.user_id
    assert of_client["invitation.sent"]["id"] == owner.user_id
    assert of_client["invitation.revoked"]["id"] == owner.user_id
    [change] = trail(owner, kind="practice.changed")
    assert (change["before"], change["after"]) == ({"name": "Smith & Co"}, {"name": "Smith & Daughters"})
    assert address not in str(trail(owner))


def test_a_clients_settings_and_its_end_are_told_by_its_name(owner: Person) -> None:
    client_id = owner.adds_client(name="Acme", practice_code="OLD")["id"]
    with owner.acting():
        accounts.change_client(owner.rpc, client_id=client_id, practice_code="NEW", name="Acme Widgets")
        accounts.archive_client(owner.rpc, client_id=client_id)
        accounts.restore_client(owner.rpc, client_id=client_id)
    wanted = {"client.created", "client.updated", "client.archived", "client.restored"}
    eventually(lambda: set(kinds(owner, client_id=client_id)) == wanted)
    [line] = [line for line in trail(owner, client_id=client_id) if line["kind"] == "client.updated"]
    assert line["before"] == {"name": "Acme", "practice_code": "OLD"}
    assert line["after"] == {"name": "Acme Widgets", "practice_code": "NEW"}
    assert {each["client"]["name"] for each in trail(owner, client_id=client_id)} == {"Acme Widgets"}
    assert {each["actor"]["id"] for each in trail(owner, client_id=client_id)} == {owner.user_id}
    with owner.acting():
        accounts.delete_client(owner.rpc, client_id=client_id, confirm_name="Acme Widgets")
    eventually(lambda: "client.deleted" in kinds(owner))


def test_what_two_practices_are_told_of_one_event_names_nobody_of_the_other(
    owner: Person, mailbox: Mailbox
) -> None:
    """product.md 7.1, 8.5"""
    former = a_practice(owner.rpc)
    bob = a_colleague(owner, mailbox)
    client_id = former.adds_client()["id"]
    jo = a_client_user(former, mailbox, client_id)
    with jo.acting():
        request = accounts.request_practice(jo.rpc, practice_admin_email=owner.email)
    with owner.acting():
        accounts.accept_practice_request(
            owner.rpc, request["id"], {"colleague_ids": [bob.user_id], "account_manager_id": bob.user_id}
        )
    eventually(lambda: "client.transferred" in kinds(owner))
    [theirs], [own] = (trail(each, kind="client.transferred") for each in (former, owner))
    assert (own["actor"]["id"], own["client"]["id"]) == (owner.user_id, client_id)
    assert (theirs["actor"], theirs["user"], theirs["client"]["id"]) == (None, None, client_id)
    assert not [each for each in (owner.user_id, bob.user_id, owner.account_id) if each in str(theirs)]
    assert trail(former, user_id=owner.user_id) == []


def test_one_event_alone_is_of_two_practices() -> None:
    """Another would need its own lines in `audit_events`, as `ClientTransferred` has."""
    events: list[Event[Any]] = [
        *accounts_events.EVENTS,
        *connections_events.EVENTS,
        *invitations_events.EVENTS,
    ]
    of_two = {
        event.type
        for event in events
        if sum(name.endswith("practice_id") for name in event.schema().fields) > 1
    }
    assert of_two == {accounts_events.CLIENT_TRANSFERRED.type}


def test_each_look_up_of_an_email_is_told_without_the_address(owner: Person) -> None:
    """product.md 4.3"""
    address = f"{unique('jo')}@acme.example"
    with owner.acting():
        access.look_up_email(owner.rpc, email=address)
    [line] = trail(owner, kind="email.looked_up")
    assert (line["actor"]["id"], line["after"]) == (owner.user_id, {"exists": False})
    assert address not in str(line)


def test_the_trail_is_filtered_and_paged_newest_first(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    for name in "abc":
        with owner.acting():
            access.create_team(owner.rpc, name=name, member_ids=[])
    assert kinds(owner, kind="team.created") == ["team.created"] * 3
    about_bob = {"colleague.invited", "colleague.joined", "invitation.accepted"}
    eventually(lambda: set(kinds(owner, user_id=bob.user_id)) == about_bob)
    eventually(lambda: "practice.registered" in kinds(owner))
    whole = [line["place"] for line in trail(owner, limit=200)]
    found: list[int] = []
    cursor = None
    with owner.acting():
        while not found or cursor:
            page = access.list_activity(owner.rpc, limit=2, **({"cursor": cursor} if cursor else {}))
            found += [line["place"] for line in page["items"]]
            cursor = page["next_cursor"]
    assert found == whole == sorted(whole, reverse=True)


def test_who_sees_a_client_reads_its_trail_and_no_other(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    seen = owner.adds_client(access={"colleague_ids": [bob.user_id]})["id"]
    hidden = owner.adds_client()["id"]
    eventually(lambda: "client.created" in kinds(bob, client_id=seen))
    with pytest.raises(RoleRequired):
        trail(bob)
    for other in (hidden, a_practice(owner.rpc).adds_client()["id"]):
        with pytest.raises(NotFound):
            trail(bob, client_id=other)


class TestChain:
    @pytest.fixture
    def connection(self, owner: Person, product: Product) -> Any:
        for name in "abcd":
            with owner.acting():
                caught_up(owner, access.create_team(owner.rpc, name=name, member_ids=[]))
        eventually(lambda: "practice.registered" in kinds(owner))
        # As somebody who has the database: the role that access works as cannot even try.
        engine = create_engine(product.owners_url("access").replace("postgresql", "postgresql+psycopg2", 1))
        with engine.connect() as connection:
            connection.execute(text("ALTER TABLE activity DISABLE TRIGGER USER"))
            yield connection
            connection.rollback()
        engine.dispose()

    def test_an_untouched_chain_is_whole(self, owner: Person, connection: Any) -> None:
        verdict = chain.verify(connection, owner.account_id)
        assert (verdict.wrong, verdict.lines) == (None, 5)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE activity SET body = replace(body, '\"team', '\"deal') WHERE place = 3",
            "UPDATE activity SET body = replace(body, 'correlation_id', 'correlation_ix') WHERE place = 3",
            "UPDATE activity SET hash = repeat('0', 64) WHERE place = 3",
            "UPDATE activity SET kind = 'team.deleted' WHERE place = 3",
            "UPDATE activity SET actor_id = NULL WHERE place = 3",
            "UPDATE activity SET client_id = 'client_1' WHERE place = 3",
            "UPDATE activity SET user_id = 'user_1' WHERE place = 3",
            "UPDATE activity SET at = at + interval '1 microsecond' WHERE place = 3",
            "UPDATE activity SET place = 99 WHERE place = 3",
            "DELETE FROM activity WHERE place = 3",
            "UPDATE activity SET body = 'no JSON', hash = encode(sha256(convert_to((SELECT hash FROM activity"
            " AS a WHERE a.practice_id = activity.practice_id AND a.place = 2) || 'no JSON', 'UTF8')), 'hex')"
            " WHERE place = 3",
        ],
    )
    def test_any_change_of_any_column_is_found_and_its_line_named(
        self, owner: Person, connection: Any, change: str
    ) -> None:
        statement = f"{change} AND practice_id = '{owner.account_id}'"
        assert connection.execute(text(statement)).rowcount == 1
        wrong = chain.verify(connection, owner.account_id).wrong
        assert wrong is not None
        assert wrong.startswith("line 3 ")

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            ("DELETE FROM activity WHERE place = 5", "line 5 is missing"),
            ("DELETE FROM activity_heads WHERE true", "the record of the newest line is missing"),
            ("UPDATE activity_heads SET hash = 'x' WHERE true", "does not fit line 5"),
            ("UPDATE activity_heads SET place = 4 WHERE true", "does not fit line 5"),
            # By more than there are: a place is unique, and rows are changed in whatever order they lie.
            ("UPDATE activity SET place = place - 100 WHERE true", "line 1 is missing"),
        ],
    )
    def test_a_trail_that_ends_too_early_or_begins_too_late_is_found(
        self, owner: Person, connection: Any, change: str, named: str
    ) -> None:
        connection.execute(text(f"{change} AND practice_id = '{owner.account_id}'"))
        assert named in (chain.verify(connection, owner.account_id).wrong or "")

    def test_lines_cannot_be_changed_by_the_way(self, owner: Person, product: Product) -> None:
        for statement in ("UPDATE activity SET kind = 'x.y'", "DELETE FROM activity", "TRUNCATE activity"):
            database = product.hosted["access"].database
            with (
                database.autocommit(everywhere=True) as connection,
                pytest.raises(DBAPIError, match="permission denied"),
            ):
                connection.execute(text(statement))

    def test_nor_by_their_owner(self, connection: Any) -> None:
        connection.execute(text("ALTER TABLE activity ENABLE TRIGGER USER"))
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text("DELETE FROM activity"))

    def test_the_command_verifies_every_practice(self, owner: Person, product: Product) -> None:
        with owner.acting():
            access.create_team(owner.rpc, name="a", member_ids=[])
        url = product._url("access")
        done = subprocess.run(
            [sys.executable, "-m", "services.access.chain"],
            env={**os.environ, "CLIENTELE_DATABASE_URL": url}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{owner.account_id}: " in done.stdout
