"""The peer's outbox relay: woken after a commit, polling each second, marking after the confirm."""

import asyncio
import os
from typing import Any

import orjson
from aio_pika import DeliveryMode, ExchangeType, Message
from aio_pika.abc import AbstractExchange, AbstractRobustConnection
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bench.peers.tables import Outbox

BATCH = 100
POLL_SECONDS = 1.0
PACE_SECONDS = 0.01
EXCHANGE = os.environ.get("BENCH_PEER_EXCHANGE", "bench_fastapi.events")


class Relay:
    """Publishes what is in the outbox, a batch at a time."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was committed."""
        self._woken.set()

    async def run(self, connection: AbstractRobustConnection) -> None:
        """Publish for ever, to a topic exchange with one subscriber's quorum queue."""
        channel = await connection.channel(publisher_confirms=True)
        exchange = await channel.declare_exchange(EXCHANGE, ExchangeType.TOPIC, durable=True)
        arguments: dict[str, Any] = {"x-queue-type": "quorum", "x-max-length": 1000}
        queue = await channel.declare_queue(f"{EXCHANGE}.subscriber", durable=True, arguments=arguments)
        await queue.bind(exchange, "#")
        while True:
            self._woken.clear()
            while await self._publish_batch(exchange):
                pass
            # As in ours: under load, what is committed meanwhile goes together.
            await asyncio.sleep(PACE_SECONDS)
            try:
                await asyncio.wait_for(self._woken.wait(), POLL_SECONDS)
            except TimeoutError:
                continue

    async def _publish_batch(self, exchange: AbstractExchange) -> bool:
        async with self._sessions() as session, session.begin():
            # As in ours: a lost mark has its message sent again.
            await session.execute(text("SET LOCAL synchronous_commit = off"))
            rows = await session.scalars(
                select(Outbox)
                .where(Outbox.sent_at.is_(None))
                .order_by(Outbox.id)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            )
            batch = list(rows)
            await asyncio.gather(*(exchange.publish(_message(row), row.type) for row in batch))
            sent = [row.id for row in batch]
            if sent:
                await session.execute(
                    update(Outbox).where(Outbox.id.in_(sent)).values(sent_at=func.now()),
                    execution_options={"synchronize_session": False},
                )
        return len(batch) == BATCH


def _message(row: Outbox) -> Message:
    return Message(
        orjson.dumps(row.data),
        message_id=row.event_id,
        type=row.type,
        content_type="application/json",
        delivery_mode=DeliveryMode.PERSISTENT,
    )
