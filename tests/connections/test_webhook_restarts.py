"""Receivers that are started anew while much is under way to them (docs/adr/0046)."""

from __future__ import annotations

from eventlet.event import Event
from sqlalchemy import text

from contracts.connections import WebhookDeliveryState
from deploy.allinone.product import Product
from services.connections.webhooks.delivery_slots import MOST_EACH
from tests.builders import Person, eventually
from tests.connections.receivers import answers, receiver
from tests.connections.webhook_calls import endpoint, hurry, log, send_test


def test_what_was_under_way_when_a_receiver_went_away_is_one_failure(owner: Person, product: Product) -> None:
    """A receiver that starts anew is not left alone for hours, however many events it was just taking."""
    with receiver(answers(204)) as restarted:
        made = endpoint(owner, restarted.url, types=["ClientUpdated"])
        for _ in range(MOST_EACH):
            send_test(owner, made["id"])
        eventually(lambda: len(log(owner, made["id"], WebhookDeliveryState.DELIVERED)) == MOST_EACH)
        went = Event()
        # It goes without an answer, to all of them at once.
        restarted.behaviour = lambda _: went.wait()
        waiting = {send_test(owner, made["id"])["event_id"] for _ in range(MOST_EACH)}
        eventually(lambda: {each.event["id"] for each in restarted.got} >= waiting)
        went.send(None)
        eventually(lambda: all(each["attempts"] for each in log(owner, made["id"])))
        assert failures_of(product, made["id"]) == 1
        restarted.behaviour = answers(204)
        hurry(product.hosted["connections"].database, made["id"])
        eventually(lambda: log(owner, made["id"], WebhookDeliveryState.PENDING) == [])
        assert failures_of(product, made["id"]) == 0


def failures_of(product: Product, endpoint_id: str) -> int:
    with product.hosted["connections"].database.read(everywhere=True) as connection:
        query = text("SELECT failures FROM webhook_endpoints WHERE id = :id")
        return int(connection.execute(query, {"id": endpoint_id}).scalar_one())
