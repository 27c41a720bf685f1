"""FastAPI's HTTP side of the echo."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
import orjson
import uvicorn
from fastapi import FastAPI, Request, Response

from bench.peers import amqp_rpc
from bench.peers.fastapi_echo_back import QUEUE


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    connection = await aio_pika.connect_robust(os.environ["BENCH_AMQP_URI"])
    async with connection:
        app.state.rpc = await amqp_rpc.Client.open(connection)
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/echo/{word}")
async def echo(word: str, request: Request) -> Response:
    rpc: amqp_rpc.Client = request.app.state.rpc
    reply = await rpc.call(QUEUE, orjson.dumps({"word": word}), "echo")
    return Response(orjson.loads(reply.body)["word"], media_type="text/plain")


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        log_level="warning",
        access_log=False,
    )
