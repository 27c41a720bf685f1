"""Importing 10,000 rows: rows a second of the dry run and of the creation, against as many calls of the API.

All in one process with an embedded PostgreSQL. The calls are made sixteen at a time, and fewer of them: what
one takes does not depend on how many there are.
"""

import argparse
import time
from typing import Any

from chassis.process.patching import patch

patch()

import eventlet  # noqa: E402  (patching comes first)
from werkzeug.test import Client as HttpClient  # noqa: E402

from bench import in_process  # noqa: E402
from bench.lists import practice  # noqa: E402
from deploy.allinone.product import BROKER_URL  # noqa: E402
from gateway import app  # noqa: E402
from gateway.settings import Settings  # noqa: E402

_AT_ONCE = 16
_NAMES = (
    "Harbour",
    "Kestrel",
    "Juniper",
    "Cobalt",
    "Fenland",
    "Inkwell",
    "Amber",
    "Birch",
    "Dunmore",
    "Eastgate",
)


def main() -> None:
    """Import, call, and print the rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000, help="of the file (10000)")
    parser.add_argument("--calls", type=int, default=1_000, help="of the API (1000)")
    given = parser.parse_args()
    with in_process.running() as (_, rpc):
        http = HttpClient(
            app.build(Settings(broker_url=BROKER_URL, rate_limits=False), rpc), use_cookies=False
        )
        checked, created = _import(http, practice(rpc, http)["token"], given.rows)
        called = _call(http, practice(rpc, http)["token"], given.calls)
    print(f"dry run    {checked:>8.0f} rows/s")
    print(f"creation   {created:>8.0f} rows/s")
    print(f"API calls  {called:>8.0f} clients/s")
    print(f"creation / API calls = {created / called:.1f}")


def _clients(count: int) -> list[dict[str, str]]:
    return [
        {"name": f"{_NAMES[n % 10]} {_NAMES[n // 10 % 10]} {n} Ltd", "practice_code": f"P{n}"}
        for n in range(count)
    ]


def _import(http: HttpClient, token: str, rows: int) -> tuple[float, float]:
    """Rows a second of the dry run and of the creation."""
    headers = {"Authorization": f"Bearer {token}"}
    lines = ["name,practice code", *(f"{each['name']},{each['practice_code']}" for each in _clients(rows))]
    begun = http.post(
        "/v1/client-imports", data="\n".join(lines).encode(), headers=headers, content_type="text/csv"
    )
    place = begun.headers["Location"]
    _until(http, place, headers, "mapping")
    started = time.monotonic()
    http.patch(place, json={"near": "create", "exact": "create"}, headers=headers)
    _until(http, place, headers, "ready")
    checked = time.monotonic()
    http.post(f"{place}/start", headers=headers)
    done = _until(http, place, headers, "done")
    assert done["counts"]["created"] == rows, done["counts"]
    return rows / (checked - started), rows / (time.monotonic() - checked)


def _until(http: HttpClient, place: str, headers: dict[str, str], state: str) -> dict[str, Any]:
    while True:
        found = dict(http.get(place, headers=headers).json or {})
        if found["state"] == state:
            return found
        eventlet.sleep(0.25)


def _call(http: HttpClient, token: str, calls: int) -> float:
    """Clients a second by the API."""
    headers = {"Authorization": f"Bearer {token}"}

    def create(client: dict[str, str]) -> int:
        return http.post("/v1/clients", json={"type": "business", **client}, headers=headers).status_code

    begun = time.monotonic()
    assert set(eventlet.GreenPool(_AT_ONCE).imap(create, _clients(calls))) == {201}
    return calls / (time.monotonic() - begun)


if __name__ == "__main__":
    main()
