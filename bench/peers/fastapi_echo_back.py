"""aio-pika's RPC side of the echo."""

import asyncio
import os

import aio_pika
import orjson
import uvloop

from bench.peers import amqp_rpc

QUEUE = "bench_fastapi_echo"


async def echo(body: bytes) -> bytes:
    return orjson.dumps({"word": orjson.loads(body)["word"]})


async def main() -> None:
    connection = await aio_pika.connect_robust(os.environ["BENCH_AMQP_URI"])
    async with connection:
        await amqp_rpc.serve(connection, QUEUE, {"echo": echo})
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
