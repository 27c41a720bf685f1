"""Who reads what of the event feed: what they may see now, and nothing of it is missed (docs/adr/0045)."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from contracts import access, accounts, invitations
from contracts.access import PracticeRole
from contracts.errors import PracticeAccountRequired, Unauthenticated
from deploy.allinone.product import Product
from services.connections.event_feed import feed_pages
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_team,
    eventually,
    gives,
    sign_in,
    unique,
)
from tests.connections.feed_reader import Reader, has
from tests.connections.stage import a_colleague_known, a_practice_known
from tests.lowered_walls import lowered_walls


def renamed(owner: Person, client_id: str, name: str) -> None:
    with owner.acting():
        accounts.change_client(owner.rpc, client_id=client_id, name=name)


def test_no_practice_reads_of_another(owner: Person, product: Product) -> None:
    other = a_practice_known(owner.rpc)
    client = owner.adds_client()
    Reader(owner).until(has("ClientCreated", client_id=client["id"]))
    stranger = Reader(other)
    stranger.until(has("PracticeRegistered"))
    with lowered_walls(product, "connections"):
        stranger.cursor = None
        stranger.read()
    assert {each["data"]["practice_id"] for each in stranger.seen} == {other.account_id}


def test_a_colleague_reads_only_of_clients_they_see_now(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague_known(owner, mailbox)
    hidden = owner.adds_client()
    seen = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    reader = Reader(bob)
    reader.until(has("ClientCreated", client_id=seen["id"]))
    gives(owner, seen["id"])
    renamed(owner, seen["id"], "Renamed")
    renamed(owner, hidden["id"], "Hidden still")
    Reader(owner).until(has("ClientUpdated", client_id=hidden["id"]))
    eventually(lambda: reader.read() == [] and reader.cursor)
    assert {each["data"].get("client_id") for each in reader.seen} <= {seen["id"], None}
    assert "ClientUpdated" not in reader.types_about(seen["id"])
    # Nor what was written down when they saw it, once they see it no more.
    again = Reader(bob)
    again.read()
    assert again.types_about(seen["id"]) == []
    # And what comes of it once they see it again.
    team = a_team(owner, bob)
    gives(owner, seen["id"], team_ids=[team])
    renamed(owner, seen["id"], "Seen again")
    reader.until(has("ClientUpdated", name="Seen again"))


def test_a_colleague_misses_no_client_that_they_are_given_as_it_is_made(
    owner: Person, mailbox: Mailbox
) -> None:
    """Its access is set a moment after it is created: a reader that looks in between waits for that."""
    bob = a_colleague_known(owner, mailbox)
    reader = Reader(bob, types="ClientCreated")
    made = []
    for _ in range(10):
        made.append(owner.adds_client(access={"colleague_ids": [bob.user_id]})["id"])
        reader.read()
    reader.until(lambda seen: len(seen) == len(made))
    assert [each["data"]["client_id"] for each in reader.seen] == made


def test_a_client_that_nobody_is_given_holds_a_colleagues_reader_up_for_seconds_only(
    owner: Person, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = a_colleague_known(owner, mailbox)
    nobodys = owner.adds_client()
    Reader(owner).until(has("ClientCreated", client_id=nobodys["id"]))
    given = owner.adds_client(access={"everyone": True})
    Reader(owner).until(has("ClientAccessChanged", client_id=given["id"]))
    reader = Reader(bob, types="ClientCreated")
    assert reader.read() == []
    monkeypatch.setattr(feed_pages, "ACCESS_FOLLOWS", feed_pages.ACCESS_FOLLOWS / 1000)
    reader.until(has("ClientCreated", client_id=given["id"]))


def test_the_team_is_told_of_to_those_who_read_it(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1: a standard colleague sees no team pages; who adds clients chooses among colleagues."""
    bob = a_colleague_known(owner, mailbox)
    adder = a_colleague_known(owner, mailbox, permissions=["add_clients"])
    admin = a_colleague_known(owner, mailbox, role="client_admin")
    a_team(owner, bob)
    Reader(owner).until(has("TeamChanged"))
    about = {"ColleagueChanged", "TeamChanged"}
    invited = "InvitationAccepted"

    def types(person: Person) -> set[str]:
        reader = Reader(person)
        reader.until(has("PracticeRegistered"))
        return {each["type"] for each in reader.seen}

    assert about.isdisjoint(types(bob))
    assert invited not in types(bob)
    assert about <= types(adder)
    assert invited not in types(adder)
    assert about | {invited} <= types(admin)


def test_a_change_of_role_counts_for_what_is_read_next_and_leaves_the_cursor_good(
    owner: Person, mailbox: Mailbox
) -> None:
    carol = a_colleague_known(owner, mailbox, role="client_admin")
    reader = Reader(carol)
    first = owner.adds_client()
    reader.until(has("ClientCreated", client_id=first["id"]))
    with owner.acting():
        access.change_colleague(owner.rpc, user_id=carol.user_id, role=PracticeRole.STANDARD)
    eventually(lambda: not has("ClientCreated")(Reader(carol).read()))
    with owner.acting():
        access.change_colleague(owner.rpc, user_id=carol.user_id, role=PracticeRole.CLIENT_ADMIN)
    second = owner.adds_client()
    reader.until(has("ClientCreated", client_id=second["id"]))


def test_who_has_left_reads_nothing(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague_known(owner, mailbox)
    with owner.acting():
        access.deactivate_colleague(owner.rpc, user_id=bob.user_id)

    def refused() -> bool:
        try:
            Reader(bob).read()
        except Unauthenticated:
            return True
        return False

    eventually(refused)


def test_a_client_that_went_to_another_practice_is_gone_from_the_feed_of_the_one_before(
    owner: Person, mailbox: Mailbox
) -> None:
    """product.md 7.1: it learns that the client went, and neither where to nor who sees it there."""
    before = a_practice_known(owner.rpc)
    address = f"{unique('jo')}@acme.example"
    client = before.adds_client(invitation={"name": "Jo", "email": address})
    old = Reader(before)
    old.until(has("ClientCreated", client_id=client["id"]))
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    jo = sign_in(owner.rpc, address)
    with pytest.raises(PracticeAccountRequired):
        Reader(jo).read()
    with jo.acting():
        accounts.request_practice(jo.rpc, practice_admin_email=owner.email)
    with owner.acting():
        (request,) = accounts.list_practice_requests(owner.rpc)["items"]
        accounts.accept_practice_request(owner.rpc, request["id"], {"everyone": True})
    renamed(owner, client["id"], "Theirs now")
    new = Reader(owner)
    new.until(has("ClientUpdated", name="Theirs now"))
    (arrival,) = [each for each in new.seen if each["type"] == "ClientTransferred"]
    assert "from_practice_id" not in arrival["data"]
    assert arrival["data"]["practice_id"] == owner.account_id
    assert "ClientCreated" not in new.types_about(client["id"])
    old.until(has("ClientTransferred", client_id=client["id"]))
    (departure,) = [each for each in old.seen if each["type"] == "ClientTransferred"]
    assert set(departure["data"]) == {"client_id", "from_practice_id", "name", "at", "version"}
    anew = Reader(before)
    anew.until(has("ClientTransferred", client_id=client["id"]))
    assert anew.types_about(client["id"]) == ["ClientTransferred"]


def test_what_is_kept_still_of_a_client_that_went_over_is_read_by_nobody_of_the_practice_before(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """As where an event of before comes in after what was kept of the client is forgotten."""
    bob = a_colleague_known(owner, mailbox)
    client = owner.adds_client(access={"everyone": True})
    for person in (owner, bob):
        Reader(person).until(has("ClientCreated", client_id=client["id"]))
    goes = text("UPDATE clients SET practice_id = :other WHERE id = :id")
    with product.hosted["connections"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(goes, {"other": a_practice_known(owner.rpc).account_id, "id": client["id"]})
    # The second wall hides the client's row, which then looks like that of one that is deleted.
    with lowered_walls(product, "connections"):
        for person in (owner, bob):
            reader = Reader(person)
            reader.read()
            assert reader.types_about(client["id"]) == []
