"""FastAPI's HTTP side of the three operations.

Requests are checked by pydantic. What the owner of the data answers is JSON already and goes out
as it came, which is the least work a FastAPI gateway can do.
"""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Literal

import aio_pika
import orjson
import uvicorn
from aio_pika.abc import AbstractIncomingMessage
from fastapi import FastAPI, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bench.peers import amqp_rpc
from bench.peers.fastapi_clients_back import QUEUE

PRACTICE_ID = "prac_bench"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Access(Strict):
    everyone: bool = False
    colleague_ids: list[str] = []
    team_ids: list[str] = []
    account_manager_id: str | None = None


class Invitation(Strict):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    email: str
    mobile: str | None = None


class NewClient(Strict):
    type: Literal["business"]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    solutions: list[str] = []
    practice_code: Annotated[str, Field(max_length=20)] | None = None
    industry: str | None = None
    authorization_id: str | None = None
    access: Access = Access()
    invitation: Invitation | None = None
    acknowledge_existing_user: bool = False


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    connection = await aio_pika.connect_robust(os.environ["BENCH_AMQP_URI"])
    async with connection:
        app.state.rpc = await amqp_rpc.Client.open(connection)
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/v1/clients/{client_id}")
async def read(client_id: str, request: Request) -> Response:
    return _json(await _call(request, "read", {"practice_id": PRACTICE_ID, "client_id": client_id}))


@app.get("/v1/clients")
async def list_clients(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str | None = None,
) -> Response:
    arguments = {"practice_id": PRACTICE_ID, "limit": limit, "cursor": cursor}
    return _json(await _call(request, "list", arguments))


@app.post("/v1/clients", status_code=201)
async def create(new: NewClient, request: Request) -> Response:
    arguments = {"practice_id": PRACTICE_ID, "client": new.model_dump()}
    return _json(await _call(request, "create", arguments), 201)


async def _call(request: Request, method: str, arguments: Mapping[str, object]) -> AbstractIncomingMessage:
    rpc: amqp_rpc.Client = request.app.state.rpc
    reply = await rpc.call(QUEUE, orjson.dumps(arguments), method)
    if reply.type == "not_found":
        raise HTTPException(404)
    return reply


def _json(reply: AbstractIncomingMessage, status: int = 200) -> Response:
    return Response(reply.body, status, media_type="application/json")


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        log_level="warning",
        access_log=False,
    )
