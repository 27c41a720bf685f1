"""The process that owns the peer's data: RPC server and relay."""

import os
from collections.abc import Callable

import aio_pika
import orjson
import uvloop
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from bench.peers import amqp_rpc
from bench.peers.clients import Clients
from bench.peers.relay import Relay
from bench.peers.tables import Table

QUEUE = "bench_fastapi_clients"
CONNECTIONS = 16


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()


async def main() -> None:
    address = make_url(os.environ["BENCH_PEER_DATABASE"]).set(drivername="postgresql+asyncpg")
    loads: Callable[[str], object] = orjson.loads
    engine = create_async_engine(
        address, pool_size=CONNECTIONS, json_serializer=_dumps, json_deserializer=loads
    )
    async with engine.begin() as connection:
        await connection.run_sync(Table.metadata.create_all)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    reading = async_sessionmaker(engine.execution_options(isolation_level="AUTOCOMMIT"))
    relay = Relay(sessions)
    clients = Clients(sessions, reading, relay)
    methods = {"read": clients.read, "list": clients.list, "create": clients.create}
    broker = await aio_pika.connect_robust(os.environ["BENCH_AMQP_URI"])
    async with broker:
        await amqp_rpc.serve(broker, QUEUE, methods)
        await relay.run(broker)


if __name__ == "__main__":
    uvloop.run(main())
