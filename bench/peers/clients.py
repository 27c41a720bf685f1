"""The peer's three operations on clients, with SQLAlchemy 2's asynchronous sessions."""

import secrets
from dataclasses import dataclass
from uuid import uuid4

import orjson
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bench.peers.relay import Relay
from bench.peers.tables import Client, Json, Outbox

HIDDEN = {"practice_id"}
COLUMNS = [column for column in Client.__table__.columns if column.key not in HIDDEN]
SHOWN = [column.key for column in COLUMNS]


@dataclass(frozen=True)
class Clients:
    """The methods of the RPC server: JSON in, JSON out. A client that is not there is a `LookupError`.

    `reading` are sessions in autocommit: a single select needs no transaction around it.
    """

    sessions: async_sessionmaker[AsyncSession]
    reading: async_sessionmaker[AsyncSession]
    relay: Relay

    async def read(self, body: bytes) -> bytes:
        arguments = orjson.loads(body)
        statement = select(*COLUMNS).where(
            Client.id == arguments["client_id"], Client.practice_id == arguments["practice_id"]
        )
        async with self.reading() as session:
            row = (await session.execute(statement)).first()
        if row is None:
            raise LookupError(arguments["client_id"])
        return orjson.dumps(dict(row._mapping))

    async def list(self, body: bytes) -> bytes:
        arguments = orjson.loads(body)
        statement = (
            select(*COLUMNS)
            .where(Client.practice_id == arguments["practice_id"])
            .order_by(Client.name, Client.id)
            .limit(arguments["limit"] + 1)
        )
        if arguments["cursor"]:
            statement = statement.where(
                tuple_(Client.name, Client.id) > tuple(arguments["cursor"].split("\n"))
            )
        async with self.reading() as session:
            found = (await session.execute(statement)).all()
        page = found[: arguments["limit"]]
        cursor = f"{page[-1].name}\n{page[-1].id}" if len(found) > len(page) else None
        return orjson.dumps({"items": [dict(row._mapping) for row in page], "next_cursor": cursor})

    async def create(self, body: bytes) -> bytes:
        arguments = orjson.loads(body)
        client = _new_client(arguments["practice_id"], arguments["client"])
        async with self.sessions() as session:
            session.add(client)
            await session.flush()
            shown = _shown(client)
            event = orjson.loads(orjson.dumps({**shown, "practice_id": client.practice_id}))
            session.add(Outbox(event_id=str(uuid4()), type="ClientCreated", data=event))
            await session.commit()
        self.relay.wake()
        return orjson.dumps(shown)


def _new_client(practice_id: str, arguments: Json) -> Client:
    crn = f"{secrets.randbelow(10**10):010d}"
    return Client(
        id=f"client_{uuid4().hex}",
        practice_id=practice_id,
        crn=crn,
        type=arguments["type"],
        name=arguments["name"],
        practice_code=arguments["practice_code"],
        industry=arguments["industry"],
        solutions=arguments["solutions"],
        extract_email=f"{crn}@extract.example",
        account_manager_id=arguments["access"]["account_manager_id"],
        access=arguments["access"],
        onboarding={"state": "pending", "steps": [{"step": "access", "state": "pending", "detail": None}]},
    )


def _shown(client: Client) -> Json:
    return {key: getattr(client, key) for key in SHOWN}
