"""The client list with 1,000,000 clients in the database: 20,000 in the practice, against 1,000.

All in one process with an embedded PostgreSQL, so that what grows is the list's own work: each request goes
through the gateway, a call and the database. The growth may be 1.5 at most.
"""

import argparse
import contextlib
import hashlib
import itertools
import secrets
import time
from statistics import median
from typing import Any

from chassis.process.patching import patch

patch()

import psycopg2  # noqa: E402  (patching comes first)
from werkzeug.test import Client as HttpClient  # noqa: E402

from bench import in_process  # noqa: E402
from chassis.rpc.client import RpcClient  # noqa: E402
from contracts import accounts  # noqa: E402
from deploy.allinone.product import BROKER_URL, Product  # noqa: E402
from gateway import app  # noqa: E402
from gateway.settings import Settings  # noqa: E402

MOST = 1.5
SIZES = {"small": 1_000, "large": 20_000}
_FIRST = (
    *("Amber", "Birch", "Cobalt", "Dunmore", "Eastgate", "Fenland"),
    *("Greenway", "Harbour", "Inkwell", "Juniper", "Kestrel", "Lighthouse"),
)
_SECOND = (
    *("Bakery", "Builders", "Cycles", "Dairy", "Dental", "Florists"),
    *("Joinery", "Legal", "Motors", "Nursery", "Plumbing", "Studio"),
)
#: Clients of one practice: id, name and words by number; one in fifty invited, connected, archived, sole.
_FILL = """
    WITH made AS (
        SELECT number,
            (%(first)s::text[])[1 + number %% 12] || ' ' || (%(second)s::text[])[1 + number / 12 %% 12]
                || ' ' || number || ' Ltd' AS name,
            'client_01' || lpad(%(start)s::text || lpad(number::text, 7, '0'), 24, '0') AS id,
            'C' || lpad(%(start)s::text || lpad(number::text, 7, '0'), 12, '0') AS crn
        FROM generate_series(1, %(clients)s) AS number
    ), written AS (
        INSERT INTO clients (id, practice_id, crn, type, name, name_sort, status, practice_code, solutions,
            base_currency, country, extract_local_part, account_manager_id, access_everyone,
            access_colleague_ids, access_team_ids, access_version, connection, invitation, invitation_version,
            onboarding, words, version, created_by, created_at)
        SELECT id, %(practice)s, crn, CASE WHEN number %% 50 = 1 THEN 'self_employed' ELSE 'business' END,
            name, lower(name), CASE WHEN number %% 50 = 2 THEN 'archived' ELSE 'active' END, 'P' || number,
            '{bookkeeping}', 'GBP', 'GB', lower(crn),
            CASE WHEN number %% 50 = 3 THEN %(user)s END, number %% 9 = 0, '{}', '{}', 0,
            CASE WHEN number %% 50 = 4 THEN '{"provider": "xero", "state": "needs_reconnect"}'::jsonb END,
            CASE WHEN number %% 50 = 5 THEN '{"id": "inv_1", "state": "sent", "channels": []}'::jsonb END, 0,
            '{"state": "complete", "steps": []}', string_to_array(lower(name) || ' p' || number, ' '), 1,
            %(user)s, now() - number * interval '1 minute'
        FROM made RETURNING practice_id, id, words, name_sort, created_at
    )
    INSERT INTO client_words SELECT practice_id, unnest(words), id, name_sort, created_at FROM written
        ON CONFLICT DO NOTHING
"""


def main() -> None:
    """Fill the database, then ask each practice in turn and print how much longer the large one takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1_000_000, help="in the database (1000000)")
    parser.add_argument("--rounds", type=int, default=60, help="of each request (60)")
    given = parser.parse_args()
    with in_process.running() as (product, rpc):
        _measure(product, rpc, given.clients, given.rounds)


def _measure(product: Product, rpc: RpcClient, clients: int, rounds: int) -> None:
    http = HttpClient(app.build(Settings(broker_url=BROKER_URL, rate_limits=False), rpc), use_cookies=False)
    practices = {name: practice(rpc, http) for name in SIZES}
    begun = time.monotonic()
    with psycopg2.connect(product.owners_url("accounts")) as connection, connection.cursor() as cursor:
        for number, (name, size) in enumerate(SIZES.items()):
            _fill(cursor, number, size, practices[name]["practice"], practices[name]["user"])
        others, left = itertools.count(len(SIZES)), clients - sum(SIZES.values())
        while left > 0:
            size = min(left, 5_000)
            _fill(cursor, next(others), size, _other(cursor), practices["small"]["user"])
            left -= size
    with contextlib.closing(psycopg2.connect(product.owners_url("accounts"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    print(f"{clients:,} clients in the database, made in {time.monotonic() - begun:.0f} s\n")
    print(f"{'':<34}{'1,000':>10}{'20,000':>10}{'growth':>9}   (ms; growth at most {MOST:g})")
    for title, paths in _requests(http, practices).items():
        _compare(http, title, paths, practices, rounds)


def _requests(http: HttpClient, practices: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The requests, by practice: the deep page is nine tenths down the list."""
    alike = {
        "first page": "/v1/clients",
        "first page, newest first": "/v1/clients?sort=-created_at",
        "search, one word, one client": "/v1/clients?q=777",
        "search, a common word": "/v1/clients?q=harb",
        "search, two words": "/v1/clients?q=harbour+dent",
        "search, one letter": "/v1/clients?q=b",
        "search and filter": "/v1/clients?q=harb&status=active",
        "search, nothing": "/v1/clients?q=zzz",
        "filter by connection": "/v1/clients?connection=needs_reconnect",
        "filter by invitation": "/v1/clients?invitation=sent",
        "filter by status and type": "/v1/clients?status=active&type=self_employed",
        "filter, archived": "/v1/clients?status=archived",
        "filter, nothing": "/v1/clients?invitation=expired",
        "my clients": "/v1/clients?view=mine",
    }
    # Twenty rows a page, as the smaller practice has not more that fit some filters.
    rows = {title: f"{path}{'&' if '?' in path else '?'}limit=20" for title, path in alike.items()}
    found = {title: dict.fromkeys(practices, path) for title, path in rows.items()}
    found["deep page"] = {
        name: f"/v1/clients?limit=20&cursor={_cursor_at(http, owner, SIZES[name] * 9 // 10)}"
        for name, owner in practices.items()
    }
    return found


def _cursor_at(http: HttpClient, owner: dict[str, Any], place: int) -> str:
    cursor = ""
    for _ in range(place // 200):
        cursor = _ask(http, owner, f"/v1/clients?limit=200{'&cursor=' + cursor if cursor else ''}")[
            "next_cursor"
        ]
    return cursor


def _compare(
    http: HttpClient, title: str, paths: dict[str, str], practices: dict[str, Any], rounds: int
) -> None:
    took: dict[str, list[float]] = {name: [] for name in practices}
    for _ in range(rounds + 5):
        for name, owner in practices.items():
            begun = time.perf_counter()
            _ask(http, owner, paths[name])
            took[name].append(1000 * (time.perf_counter() - begun))
    small, large = (median(took[name][5:]) for name in SIZES)
    growth = large / small
    print(
        f"{title:<34}{small:>10.2f}{large:>10.2f}{growth:>9.2f}{'' if growth <= MOST else '   TOO MUCH'}",
        flush=True,
    )


def _ask(http: HttpClient, owner: dict[str, Any], path: str) -> dict[str, Any]:
    answer = http.get(path, headers={"Authorization": f"Bearer {owner['token']}"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def _fill(cursor: Any, start: int, clients: int, practice: str, user: str) -> None:
    filling = {"first": list(_FIRST), "second": list(_SECOND), "start": start + 1, "clients": clients}
    cursor.execute(_FILL, {**filling, "practice": practice, "user": user})


def _other(cursor: Any) -> str:
    practice = f"prac_01{secrets.token_hex(12).upper()}"
    cursor.execute(
        "INSERT INTO practices VALUES (%s, 'Other', 'advanced', 'GBP', 'GB', '{bookkeeping}', 1, now())",
        [practice],
    )
    return practice


def practice(rpc: RpcClient, http: HttpClient) -> dict[str, str]:
    """A practice, its owner and their session's token."""
    address = f"ann-{secrets.token_hex(4)}@smith.example"
    owner = {"name": "Ann Smith", "email": address, "password": hashlib.sha256(address.encode()).hexdigest()}
    made = accounts.register_practice(
        rpc, owner=owner, name="Smith & Co", country="GB", base_currency="GBP", plan="advanced"
    )
    signed_in = http.post("/v1/sessions", json={"email": address, "password": owner["password"]})
    assert signed_in.status_code == 201, signed_in.text
    token = dict(signed_in.json or {})["token"]
    return {"practice": made["practice"]["id"], "user": made["user"]["id"], "token": token}


if __name__ == "__main__":
    main()
