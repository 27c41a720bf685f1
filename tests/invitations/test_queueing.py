"""Senders of one practice queue for its count; a long queue is no failure (product.md 5.8)."""

from __future__ import annotations

import eventlet
from sqlalchemy import text

from deploy.allinone.product import Product
from services.invitations.invitations import counted_sendings
from services.invitations.invitations.sending_limits import Limits


def test_who_waits_for_the_practices_count_longer_than_for_a_row_is_not_turned_away(
    product: Product,
) -> None:
    database = product.hosted["invitations"].database
    practice, held = "prac_queueing", eventlet.event.Event()

    def hold() -> None:
        with database.unit_of_work(everywhere=True) as uow:
            uow.execute(counted_sendings._LOCK, {"key": f"sendings {practice}"})
            held.send(None)
            # Longer than any wait for a row's lock may be (3 s).
            uow.execute(text("SELECT pg_sleep(4)"))

    holder = eventlet.spawn(hold)
    held.wait()
    with database.unit_of_work(everywhere=True) as uow:
        counted_sendings.spend(uow, Limits(), practice, "user_1", "somebody@acme.example")
    holder.wait()
