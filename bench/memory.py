"""Resident memory of the all-in-one, without its PostgreSQL: after start, creations and ten large imports."""

import json
import tempfile
import time
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from typing import Any

from bench import compare, load
from bench.containers import free_port
from bench.ours.running import session_of_a_new_practice
from bench.processes import ServerFailed, resident_megabytes, server, wait_for_answer
from bench.subject import NEW_CLIENT

CREATIONS, IMPORTS, ROWS = 2000, 10, 10_000
MOST_AFTER_START, MOST_AFTER_ALL = 200, 300
_PATIENCE = 600.0


def measure(_chosen: compare.Options) -> None:
    """Print it after each step, and by how much it grew from the second import to the last."""
    print("\nall-in-one, resident MB without PostgreSQL")
    with ExitStack() as stack:
        port = free_port()
        environment = {
            "CLIENTELE_DATA": stack.enter_context(tempfile.TemporaryDirectory()),
            "CLIENTELE_PORT": str(port),
            "CLIENTELE_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "CLIENTELE_RATE_LIMITS": "false",
            "CLIENTELE_CONFIRM_ADDRESSES": "false",
            "CLIENTELE_LOG_LEVEL": "WARNING",
        }
        process = stack.enter_context(server("deploy.allinone", environment))
        wait_for_answer(port, "/readyz", [process])
        headers = {"Authorization": f"Bearer {session_of_a_new_practice(port)}"}
        _show("after start", process, MOST_AFTER_START)
        write = {**headers, "Idempotency-Key": load.UNIQUE}
        wire = load.request("POST", "/v1/clients", json.dumps(NEW_CLIENT), write)
        load.run(load.Plan(port, [wire], status=201, count=CREATIONS))
        _show(f"after {CREATIONS:,} creations", process, MOST_AFTER_ALL)
        sizes = []
        for number in range(1, IMPORTS + 1):
            _import(port, headers, number)
            sizes.append(_show(f"after import {number} of {ROWS:,} rows", process, MOST_AFTER_ALL))
        print(f"  from import 2 to {IMPORTS}: {sizes[-1] - sizes[1]:+.0f} MB", flush=True)


def _show(when: str, process: Any, most: int) -> float:
    size = resident_megabytes(process)
    print(f"  {when:<32}{size:>6.0f} (may be {most})", flush=True)
    return size


def _import(port: int, headers: dict[str, str], number: int) -> None:
    lines = ["name,practice code", *(f"Acme {number} {n} Ltd,I{number}-{n}" for n in range(ROWS))]
    place = _ask(
        port, "POST", "/v1/client-imports", {**headers, "Content-Type": "text/csv"}, "\n".join(lines)
    )
    path = f"/v1/client-imports/{place['id']}"
    _until(port, path, headers, "mapping")
    as_json = {**headers, "Content-Type": "application/json"}
    _ask(port, "PATCH", path, as_json, json.dumps({"near": "create", "exact": "create"}))
    _until(port, path, headers, "ready")
    _ask(port, "POST", f"{path}/start", headers)
    _until(port, path, headers, "done")


def _until(port: int, path: str, headers: dict[str, str], state: str) -> None:
    give_up = time.monotonic() + _PATIENCE
    while (found := _ask(port, "GET", path, headers))["state"] != state:
        if time.monotonic() > give_up:
            raise ServerFailed(f"the import is {found['state']} and not {state} after {_PATIENCE:.0f} s")
        time.sleep(0.5)


def _ask(port: int, method: str, path: str, headers: dict[str, str], body: str = "") -> dict[str, Any]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, body.encode() or None, headers)
        answer = connection.getresponse()
        found = answer.read().decode(errors="replace")
        if answer.status >= 300:
            raise load.LoadFailed(f"{method} {path}: {answer.status} {found[:300]}")
        made: dict[str, Any] = json.loads(found)
        return made


if __name__ == "__main__":
    compare.from_command_line(__doc__ or "", measure)
