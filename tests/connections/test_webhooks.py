"""Events sent to addresses of a practice: signed, in order, logged, sent again (docs/adr/0046)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import text
from standardwebhooks import Webhook, WebhookVerificationError

from contracts import access, connections
from contracts.access import PracticeRole
from contracts.connections import FixedHeader, WebhookDeliveryState
from contracts.errors import InvalidInput, NotFound, RoleRequired, StaleVersion
from deploy.allinone.product import Product
from services.connections.webhooks import delivery_log
from tests.builders import Mailbox, Person, eventually, gives, text_of
from tests.connections.feed_reader import Reader, has
from tests.connections.receivers import Receiver, answers, receiver
from tests.connections.stage import a_colleague_known, a_practice_known
from tests.connections.test_event_feed import renamed
from tests.connections.webhook_calls import (
    change,
    endpoint,
    hurry,
    log,
    read,
    resend,
    send_test,
)


@pytest.fixture
def good() -> Iterator[Receiver]:
    with receiver(answers(204)) as found:
        yield found


def test_each_event_of_a_chosen_type_is_sent_once_signed_and_logged(owner: Person, good: Receiver) -> None:
    made = endpoint(owner, good.url, types=["ClientCreated"], description="CRM")
    client = owner.adds_client(access={"everyone": True})
    eventually(lambda: good.got)
    (delivery,) = eventually(lambda: log(owner, made["id"], WebhookDeliveryState.DELIVERED))
    (received,) = good.got
    assert received.target == "/hook?key=1"
    assert received.headers["content-type"] == "application/json"
    assert received.event["data"]["client_id"] == client["id"]
    assert received.headers["webhook-id"] == received.event["id"] == delivery["event_id"]
    assert Webhook(made["secret"]).verify(received.body, received.headers) == received.event
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(received.body + b" ", received.headers)
    assert delivery["client_id"] == client["id"]
    assert delivery["request"]["body"].encode() == received.body
    # The last of them: a machine that is too busy to connect in time tries again.
    *_, attempt = delivery["attempts"]
    assert (attempt["status"], attempt["problem"], attempt["url"]) == (204, None, good.url)
    assert attempt["duration_ms"] < 5000
    assert delivery["next_attempt_at"] is None


def test_the_secret_is_shown_once_and_sealed(owner: Person, good: Receiver, product: Product) -> None:
    made = endpoint(owner, good.url, header=FixedHeader(name="X-Key", value="open sesame"))
    assert made["secret"].startswith("whsec_")
    with owner.acting():
        (listed,) = connections.list_webhook_endpoints(owner.rpc)["items"]
    assert "secret" not in listed
    assert "open sesame" not in str(listed)
    assert "secret" not in read(owner, made["id"])
    with product.hosted["connections"].database.read(everywhere=True) as connection:
        rows = connection.execute(text("SELECT to_jsonb(t)::text FROM webhook_endpoints t")).scalars()
        stored = "".join(rows)
    assert made["secret"].removeprefix("whsec_") not in stored
    assert "open sesame" not in stored
    eventually(lambda: owner.adds_client() and good.got)
    assert good.got[0].headers["x-key"] == "open sesame"


def test_a_client_s_events_come_in_their_order_while_one_of_them_is_tried_again(
    owner: Person, product: Product
) -> None:
    with receiver(answers(500)) as flaky:
        made = endpoint(owner, flaky.url, types=["ClientCreated", "ClientUpdated"])
        client = owner.adds_client()
        eventually(lambda: flaky.got)
        for number in range(3):
            renamed(owner, client["id"], f"Name {number}")
        eventually(lambda: len(log(owner, made["id"])) == 4)
        assert {each.event["type"] for each in flaky.got} == {"ClientCreated"}
        flaky.behaviour = answers(200)
        hurry(product.hosted["connections"].database, made["id"])
        eventually(lambda: len(log(owner, made["id"], WebhookDeliveryState.DELIVERED)) == 4)
        assert flaky.about(client["id"]) == ["ClientCreated", *["ClientUpdated"] * 3]
        names = [each.event["data"]["name"] for each in flaky.got if each.event["type"] == "ClientUpdated"]
        assert names == ["Name 0", "Name 1", "Name 2"]
        first = log(owner, made["id"])[-1]
        assert [each["status"] for each in first["attempts"]] == [500, 200]
        assert first["attempts"][0]["problem"] == "It answered 500."


def test_an_endpoint_without_order_is_held_up_by_no_event(owner: Person, product: Product) -> None:
    def refuses_new_clients(connection: object) -> None:
        said = 500 if picky.got[-1].event["type"] == "ClientCreated" else 200
        answers(said)(connection)

    with receiver(refuses_new_clients) as picky:
        made = endpoint(owner, picky.url, types=["ClientCreated", "ClientUpdated"], ordered=False)
        client = owner.adds_client()
        eventually(lambda: picky.got)
        renamed(owner, client["id"], "Renamed")
        (delivered,) = eventually(lambda: log(owner, made["id"], WebhookDeliveryState.DELIVERED))
        assert delivered["type"] == "ClientUpdated"


def test_for_a_while_two_secrets_sign_after_a_rotation(owner: Person, good: Receiver) -> None:
    made = endpoint(owner, good.url, types=["ClientCreated"])
    with owner.acting():
        rotated = connections.rotate_webhook_secret(owner.rpc, made["id"], overlap_hours=1)
    assert rotated["secret"] != made["secret"]
    assert rotated["previous_secret_until"] is not None
    owner.adds_client()
    eventually(lambda: good.got)
    for secret in (made["secret"], rotated["secret"]):
        Webhook(secret).verify(good.got[0].body, good.got[0].headers)
    with owner.acting():
        again = connections.rotate_webhook_secret(owner.rpc, made["id"], overlap_hours=0)
    owner.adds_client()
    eventually(lambda: len(good.got) == 2)
    Webhook(again["secret"]).verify(good.got[1].body, good.got[1].headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(rotated["secret"]).verify(good.got[1].body, good.got[1].headers)


def test_a_test_event_comes_at_once_and_what_came_of_it_is_in_the_log(owner: Person, good: Receiver) -> None:
    made = endpoint(owner, good.url, types=["ClientDeleted"])
    sent = send_test(owner, made["id"])
    assert (sent["type"], sent["state"]) == ("WebhookTest", "pending")
    eventually(lambda: good.got)
    assert Webhook(made["secret"]).verify(good.got[0].body, good.got[0].headers)["type"] == "WebhookTest"
    (delivery,) = eventually(lambda: log(owner, made["id"], WebhookDeliveryState.DELIVERED))
    assert delivery["id"] == sent["id"]


def nothing_on_its_way(owner: Person, made: Mapping[str, Any]) -> bool:
    return log(owner, made["id"], WebhookDeliveryState.PENDING) == []


def test_one_all_that_failed_or_a_time_is_sent_again(owner: Person, good: Receiver) -> None:
    before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=1)
    early = owner.adds_client()
    Reader(owner).until(has("ClientCreated", client_id=early["id"]))
    made = endpoint(owner, good.url, types=["ClientCreated"])
    late = owner.adds_client()
    (delivery,) = eventually(lambda: log(owner, made["id"], WebhookDeliveryState.DELIVERED))
    assert resend(owner, made["id"], delivery_id=delivery["id"]) == 1
    eventually(lambda: len(good.got) == 2 and nothing_on_its_way(owner, made))
    assert good.got[0].headers["webhook-id"] == good.got[1].headers["webhook-id"]
    good.behaviour = answers(410)
    assert resend(owner, made["id"], delivery_id=delivery["id"]) == 1
    eventually(lambda: read(owner, made["id"])["state"] == "disabled")
    good.behaviour = answers(204)
    with pytest.raises(connections.WebhookEndpointDisabled):
        resend(owner, made["id"], failed=True)
    change(owner, made["id"], enabled=True)
    assert resend(owner, made["id"], failed=True) == 1
    eventually(lambda: len(good.got) == 4 and nothing_on_its_way(owner, made))
    assert resend(owner, made["id"], **{"from": before.isoformat()}) == 2
    eventually(lambda: {early["id"], late["id"]} == {each.event["subject"] for each in good.got})
    with pytest.raises(NotFound):
        resend(owner, made["id"], delivery_id="delivery_01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_after_three_days_of_failure_an_endpoint_is_disabled_and_the_admins_are_told(
    owner: Person, product: Product, mailbox: Mailbox
) -> None:
    database = product.hosted["connections"].database
    with receiver(answers(503)) as broken:
        made = endpoint(owner, broken.url, types=["ClientCreated"])
        owner.adds_client()
        eventually(lambda: read(owner, made["id"])["failing_since"])
        with database.autocommit(everywhere=True) as connection:
            ago = text(
                "UPDATE webhook_endpoints SET failing_since = now() - interval '73 hours' WHERE id = :id"
            )
            connection.execute(ago, {"id": made["id"]})
        hurry(database, made["id"])
        found = eventually(lambda: (one := read(owner, made["id"]))["state"] == "disabled" and one)
        assert found["disabled_reason"] == "failing"
        (failed,) = log(owner, made["id"])
        assert failed["state"] == "failed"
    (message,) = eventually(lambda: mailbox.to(owner.email))
    assert message["Subject"] == "Events are no longer sent to one of your programs"
    assert "127.0.0.1" in text_of(message)
    assert "key=1" not in text_of(message)

    def kinds() -> list[str]:
        with owner.acting():
            lines = access.list_activity(owner.rpc)["items"]
        return [line["kind"] for line in lines if line["kind"].startswith("webhook")]

    eventually(lambda: kinds() == ["webhook_endpoint.disabled", "webhook_endpoint.created"])


def test_an_endpoint_gets_what_its_owner_may_see_and_nothing_once_they_have_left(
    owner: Person, good: Receiver, mailbox: Mailbox
) -> None:
    carol = a_colleague_known(owner, mailbox, role="practice_admin")
    made = endpoint(carol, good.url, types=["ClientCreated", "PracticeMessagesChanged"])
    with owner.acting():
        access.change_colleague(owner.rpc, user_id=carol.user_id, role=PracticeRole.STANDARD)
    hidden = owner.adds_client()
    seen = owner.adds_client(access={"colleague_ids": [carol.user_id]})
    eventually(lambda: good.about(seen["id"]))
    eventually(lambda: log(owner, made["id"], WebhookDeliveryState.SKIPPED), within=20)
    assert good.about(hidden["id"]) == []
    gives(owner, hidden["id"], everyone=True)
    with owner.acting():
        access.deactivate_colleague(owner.rpc, user_id=carol.user_id)
    owner.adds_client()
    found = eventually(lambda: (one := read(owner, made["id"]))["state"] == "disabled" and one, within=20)
    assert found["disabled_reason"] == "owner_left"
    assert change(owner, made["id"], enabled=True)["owner_id"] == owner.user_id
    assert len(good.got) == 1
    # Whoever enables it is its owner, and may see the client that was passed over.
    assert resend(owner, made["id"], failed=True) == 1


def test_nobody_but_a_practice_admin_manages_endpoints_and_no_other_practice_s(
    owner: Person, good: Receiver, mailbox: Mailbox
) -> None:
    made = endpoint(owner, good.url)
    bob = a_colleague_known(owner, mailbox, role="client_admin")
    with pytest.raises(RoleRequired):
        endpoint(bob, good.url)
    with pytest.raises(RoleRequired):
        log(bob, made["id"])
    with pytest.raises(NotFound):
        read(a_practice_known(owner.rpc), made["id"])


def test_a_deleted_or_disabled_endpoint_gets_nothing_more(owner: Person, good: Receiver) -> None:
    gone, off, on = (endpoint(owner, good.url, types=["ClientCreated"]) for _ in range(3))
    with owner.acting():
        connections.delete_webhook_endpoint(owner.rpc, gone["id"])
    assert change(owner, off["id"], enabled=False)["disabled_reason"] == "by_hand"
    owner.adds_client()
    eventually(lambda: log(owner, on["id"], WebhookDeliveryState.DELIVERED))
    assert len(good.got) == 1
    assert log(owner, off["id"]) == []
    with pytest.raises(NotFound):
        read(owner, gone["id"])


def test_a_stale_edit_is_refused(owner: Person, good: Receiver) -> None:
    made = endpoint(owner, good.url)
    changed = change(owner, made["id"], description="CRM", types=["ClientCreated"], if_version=1)
    assert (changed["description"], changed["types"], changed["version"]) == ("CRM", ["ClientCreated"], 2)
    with pytest.raises(StaleVersion):
        change(owner, made["id"], description="other", if_version=1)


def test_what_to_send_again_is_one_thing(owner: Person, good: Receiver) -> None:
    made = endpoint(owner, good.url)
    for what in ({}, {"failed": True, "from": "2026-01-01T00:00:00Z"}, {"failed": False}):
        with pytest.raises(InvalidInput):
            resend(owner, made["id"], **what)


def test_the_log_and_the_lanes_that_are_older_than_it_is_kept_are_gone(
    owner: Person, good: Receiver, product: Product
) -> None:
    database = product.hosted["connections"].database
    made = endpoint(owner, good.url, types=["ClientCreated"], ordered=False)
    owner.adds_client()
    eventually(lambda: log(owner, made["id"], WebhookDeliveryState.DELIVERED))

    def lanes(condition: str = "true") -> int:
        with database.read(everywhere=True) as connection:
            count = text(f"SELECT count(*) FROM webhook_lanes WHERE endpoint_id = :id AND {condition}")  # noqa: S608
            return int(connection.execute(count, {"id": made["id"]}).scalar_one())

    # It rests a moment after what was in it is delivered.
    eventually(lambda: lanes("due_at IS NULL") == 1)
    delivery_log.forget_old(database)
    assert (len(log(owner, made["id"])), lanes()) == (1, 1)
    with database.autocommit(everywhere=True) as connection:
        moved = "SET created_at = now() - interval '32 days' WHERE endpoint_id = :id"
        ago = text(f"UPDATE webhook_deliveries {moved}")
        connection.execute(ago, {"id": made["id"]})
    delivery_log.forget_old(database)
    assert lanes() == 0
    assert log(owner, made["id"]) == []
