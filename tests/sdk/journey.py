"""The first journey of README.md by the Python library, as a program: URL FOLDER, and JSON comes out."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx
from clientele import AsyncClientele, Clientele, CursorFile, Problem, follow, follow_async

URL, FOLDER = sys.argv[1], Path(sys.argv[2])
PASSWORD = "correct horse battery"


def registered() -> str:
    """A practice's owner, signed in; gives the token."""
    email = f"ann-{FOLDER.name}@smith.example"
    owner = {"name": "Ann Smith", "email": email, "password": PASSWORD}
    practice = {"name": "Smith & Co", "country": "GB", "base_currency": "GBP", "owner": owner}
    httpx.post(f"{URL}/v1/practices", json=practice, timeout=30).raise_for_status()
    signed_in = httpx.post(f"{URL}/v1/sessions", json={"email": email, "password": PASSWORD}, timeout=30)
    return str(signed_in.raise_for_status().json()["token"])


def journey(token: str) -> dict[str, Any]:
    with Clientele(URL, token=token) as person:
        program = person.create_service_account(
            {
                "name": "CRM sync",
                "role": "client_admin",
                "scopes": ["clients:write", "events:read", "invitations:read"],
            }
        )
    api = Clientele(URL, client_id=program["client_id"], client_secret=program["client_secret"])
    made = [
        api.create_client(
            {
                "type": "business",
                "name": f"Acme {number}",
                "access": {"everyone": True},
                "invitation": {"name": "Jo", "email": f"jo{number}-{FOLDER.name}@acme.example"},
            },
            idempotency_key=f"client-{number}",
        )["id"]
        for number in range(3)
    ]
    again = api.create_client(
        {
            "type": "business",
            "name": "Acme 0",
            "access": {"everyone": True},
            "invitation": {"name": "Jo", "email": f"jo0-{FOLDER.name}@acme.example"},
        },
        idempotency_key="client-0",
    )["id"]
    try:
        api.list_colleagues()
        refused = "nothing"
    except Problem as problem:
        refused = f"{problem.status} {problem.code}"
    try:
        api.create_client({"type": "business", "name": ""})
        pointers = []
    except Problem as problem:
        pointers = [each["pointer"] for each in problem.errors]
    listed = [each["id"] for each in api.each(api.list_clients, limit=1, sort="created_at")]
    store = CursorFile(FOLDER / "cursor.json")
    first = []
    for event in follow(api, store, types=["ClientCreated"]):
        first.append(event["data"]["client_id"])
        if len(first) == 2:
            # As if it had been killed while it dealt with the second.
            break
    rest = []
    for event in follow(api, store, types=["ClientCreated"]):
        rest.append(event["data"]["client_id"])
        if len(rest) == 2:
            break
    return {
        "made": made,
        "again": again,
        "refused": refused,
        "pointers": pointers,
        "listed": listed,
        "first": first,
        "rest": rest,
        "awaited": asyncio.run(awaited(program)),
    }


async def awaited(program: Any) -> dict[str, Any]:
    async with AsyncClientele(
        URL, client_id=program["client_id"], client_secret=program["client_secret"]
    ) as api:
        listed = [each["id"] async for each in api.each(api.list_clients, limit=2, sort="created_at")]
        followed = [
            event["data"]["client_id"]
            async for event in follow_async(
                api, CursorFile(FOLDER / "async.json"), types=["ClientCreated"], once=True
            )
        ]
        one = await api.get_client(listed[0])
    return {"listed": listed, "followed": followed, "name": one["name"]}


json.dump(journey(registered()), sys.stdout)
