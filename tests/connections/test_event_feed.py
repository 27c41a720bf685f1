"""The event feed: in order, nothing missed, and never what its reader may not see (docs/adr/0045)."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text

from chassis.database import paging
from contracts import access, accounts, connections
from contracts.errors import InvalidInput
from deploy.allinone.product import Product
from services.connections.event_feed import feed_pages, feed_upkeep
from tests.builders import (
    Person,
    by_token,
    sign_in,
)
from tests.connections.feed_reader import Reader, has


def renamed(owner: Person, client_id: str, name: str) -> None:
    with owner.acting():
        accounts.change_client(owner.rpc, client_id=client_id, name=name)


def test_a_client_is_followed_from_its_creation_in_the_order_of_what_happened(owner: Person) -> None:
    reader = Reader(owner)
    client = owner.adds_client(access={"everyone": True})
    for number in range(5):
        renamed(owner, client["id"], f"Name {number}")
    with owner.acting():
        accounts.archive_client(owner.rpc, client["id"])
        accounts.restore_client(owner.rpc, client["id"])
    reader.until(has("ClientRestored", client_id=client["id"]))
    kinds = [each for each in reader.types_about(client["id"]) if each != "ClientAccessChanged"]
    kinds = [each for each in kinds if each != "ClientOnboarded"]
    assert kinds == ["ClientCreated", *["ClientUpdated"] * 5, "ClientArchived", "ClientRestored"]
    names = [each["data"]["name"] for each in reader.seen if each["type"] == "ClientUpdated"]
    assert names == [f"Name {number}" for number in range(5)]
    versions = [each["data"]["version"] for each in reader.seen if each["type"].startswith("ClientU")]
    assert versions == sorted(versions)


def test_an_event_is_a_cloud_event_with_the_data_of_the_bus(owner: Person) -> None:
    client = owner.adds_client(name="Acme Ltd")
    (event,) = Reader(owner, types="ClientCreated").until(has("ClientCreated", client_id=client["id"]))
    assert event["specversion"] == "1.0"
    assert event["source"] == "/clientele/accounts"
    assert event["subject"] == client["id"]
    assert event["datacontenttype"] == "application/json"
    assert event["data"]["crn"] == client["crn"]
    assert event["data"]["practice_id"] == owner.account_id
    assert event["time"].endswith("Z")


def test_pages_of_one_event_each_give_all_of_them_once(owner: Person) -> None:
    made = [owner.adds_client()["id"] for _ in range(4)]
    Reader(owner).until(lambda seen: sum(each["type"] == "ClientCreated" for each in seen) == 4)
    reader = Reader(owner, types="ClientCreated")
    while reader.read(limit=1):
        pass
    assert [each["data"]["client_id"] for each in reader.seen] == made
    assert len({each["id"] for each in reader.seen}) == 4


def test_a_reader_begins_at_the_end_where_it_says_latest(owner: Person) -> None:
    before = owner.adds_client()
    Reader(owner).until(has("ClientCreated", client_id=before["id"]))
    reader = Reader(owner, cursor=connections.LATEST)
    assert reader.read() == []
    after = owner.adds_client()
    reader.until(has("ClientCreated", client_id=after["id"]))
    assert before["id"] not in {each["data"].get("client_id") for each in reader.seen}


def test_what_is_older_than_it_is_kept_is_gone_and_a_cursor_from_before_is_refused(
    owner: Person, product: Product
) -> None:
    database = product.hosted["connections"].database
    client = owner.adds_client()
    reader = Reader(owner)
    reader.until(has("ClientCreated", client_id=client["id"]))
    old = reader.cursor
    with database.autocommit(everywhere=True) as connection:
        # As if all this had happened a hundred days ago; its cursor with it.
        shift = text("UPDATE feed_events SET position = position - 8640000000000 WHERE practice_id = :id")
        connection.execute(shift, {"id": owner.account_id})
    ago = feed_pages.read_cursor(old)
    assert ago is not None
    stale = Reader(owner, cursor=paging.write_cursor(ago - 8640000000000 - 10))
    assert stale.read() != []
    feed_upkeep.forget_old(database)
    stale = Reader(owner, cursor=paging.write_cursor(ago - 8640000000000 - 10))
    with pytest.raises(connections.EventsExpired):
        stale.read()
    assert Reader(owner).read() == []
    assert Reader(owner, cursor=old).read() == []


def test_a_cursor_stays_good_when_a_backup_is_restored(owner: Person, product: Product) -> None:
    """Positions are times: what is written down after the restore comes after all that was read before it."""
    database = product.hosted["connections"].database
    with database.read(everywhere=True) as connection:
        clock = connection.execute(text("SELECT position FROM feed_clock")).scalar_one()
    lost = owner.adds_client()
    reader = Reader(owner)
    reader.until(has("ClientCreated", client_id=lost["id"]))
    with database.autocommit(everywhere=True) as connection:
        # What came after the backup is gone, and so is how far the clock was.
        connection.execute(text("DELETE FROM feed_events WHERE position > :clock"), {"clock": clock})
        connection.execute(text("UPDATE feed_clock SET position = :clock"), {"clock": clock})
    found = owner.adds_client()
    reader.until(has("ClientCreated", client_id=found["id"]))


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"after": "nonsense"}, "/after"),
        ({"after": "Wy0xXQ=="}, "/after"),
        ({"types": "ClientCreated,Nonsense"}, "/types"),
        ({"types": "SessionRevoked"}, "/types"),
        ({"limit": 0}, "/limit"),
    ],
)
def test_what_cannot_be_asked_is_named(owner: Person, query: dict[str, object], pointer: str) -> None:
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        connections.list_events(owner.rpc, **query)  # type: ignore[arg-type]
    assert [each["pointer"] for each in refused.value.errors] == [pointer]


def test_a_token_that_may_read_follows_the_feed(owner: Person) -> None:
    with owner.acting():
        token = access.create_api_token(owner.rpc, name="CRM", scopes=["read"])["token"]
    client = owner.adds_client()
    Reader(by_token(owner, token)).until(has("ClientCreated", client_id=client["id"]))


def test_no_event_of_the_feed_holds_a_session(owner: Person) -> None:
    began = time.monotonic()
    with owner.acting():
        access.create_api_token(owner.rpc, name="CRM", scopes=["read"])
    again = sign_in(owner.rpc, owner.email)
    with again.acting():
        access.end_session(again.rpc)
    reader = Reader(owner)
    while time.monotonic() - began < 1:
        reader.read()
    assert "SessionRevoked" not in {each["type"] for each in reader.seen}
