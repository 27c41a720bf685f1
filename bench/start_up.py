"""How long each process takes from its start until it answers `/healthz`, and until it is ready.

For the start-up probes in deploy/kubernetes. Each process is started alone, over a broker and a database
that are there; with `--beside`, so many others keep the processors busy meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from bench.containers import ContainerFailed, free_port, postgres, rabbitmq
from bench.databases import database
from bench.ours.running import RELAY, SERVICES, Installation
from bench.processes import ServerFailed, cpu_seconds, server

#: Of the last run with `--write`: most seconds of each. The manifests are held to it.
FILE = Path(__file__).parent / "start_up.json"
_LOOK_EVERY, _PATIENCE = 0.02, 120.0
_BUSY = "while True: pass"


@dataclass(frozen=True, slots=True)
class Part:
    """What is started."""

    name: str
    module: str
    environment: Mapping[str, str]
    arguments: Sequence[str] = ()


class Took(NamedTuple):
    """Seconds by the clock until it answers and until it is ready, and of a processor until it answers."""

    alive: float
    ready: float
    processor: float


def start(part: Part) -> Took:
    """Start it, see it be ready, and end it. Raises `ServerFailed`."""
    port = free_port()
    environment = {**part.environment, "CLIENTELE_HEALTH_PORT": str(port)}
    began = time.monotonic()
    with server(part.module, environment, *part.arguments) as process:
        alive = _wait(port, "/healthz", process) - began
        processor = cpu_seconds([process])
        return Took(alive, _wait(port, "/readyz", process) - began, processor)


def _wait(port: int, path: str, process: subprocess.Popen[bytes]) -> float:
    """The monotonic time at which it answered 200."""
    give_up = time.monotonic() + _PATIENCE
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise ServerFailed(f"{process.args!r} ended with {process.returncode}")
        connection = HTTPConnection("127.0.0.1", port, timeout=3)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return time.monotonic()
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(_LOOK_EVERY)
    raise ServerFailed(f"{process.args!r} did not answer {path}")


@contextmanager
def parts() -> Iterator[list[Part]]:
    """Everything that a deployment starts, each with what it needs."""
    with ExitStack() as stack:
        uri, address = stack.enter_context(rabbitmq()), stack.enter_context(postgres())
        installation = Installation(uri)
        found = [Part("gateway", "gateway", installation.common)]
        for service in SERVICES:
            own = installation.of(service, stack.enter_context(database(address, f"bench_{service}")))
            found.append(Part(service, f"services.{service}", own))
            relay = {name: value for name, value in own.items() if "PRIVATE" not in name}
            found.append(Part(f"{service} relay", RELAY, relay, (service,)))
            if service == "accounts":
                folder = stack.enter_context(tempfile.TemporaryDirectory())
                mail = {"CLIENTELE_DOCUMENTS": folder, "CLIENTELE_EXTRACT_DOMAIN": "extract.example"}
                mail |= {"CLIENTELE_INTAKE_PORT": str(free_port()), "CLIENTELE_INTAKE_HOST": "127.0.0.1"}
                found.append(Part("intake", "services.accounts.intake", {**own, **mail}))
        yield found


def main() -> None:
    """Start each several times, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="that each is started (5)")
    parser.add_argument("--beside", type=int, default=0, help="processes that keep processors busy (none)")
    parser.add_argument("--write", action="store_true", help=f"write the most of each to {FILE.name}")
    given = parser.parse_args()
    most = {}
    try:
        with parts() as found, ExitStack() as stack:
            for _ in range(given.beside):
                busy = stack.enter_context(subprocess.Popen([sys.executable, "-c", _BUSY]))
                stack.callback(busy.kill)
            print(f"{os.cpu_count()} cores, {given.beside} beside, load {os.getloadavg()[0]:.1f} before")
            print(f"{'seconds, median and most':<26}{'/healthz':>16}{'/readyz':>16}{'of a processor':>18}")
            for part in found:
                each = [start(part) for _ in range(given.times)]
                columns = (f"{statistics.median(one):.2f} {max(one):.2f}" for one in zip(*each, strict=True))
                alive, ready, processor = columns
                most[part.name] = {
                    name: round(max(one), 2)
                    for name, one in zip(Took._fields, zip(*each, strict=True), strict=True)
                }
                print(f"{part.name:<26}{alive:>16}{ready:>16}{processor:>18}", flush=True)
    except (ServerFailed, ContainerFailed) as error:
        sys.exit(f"It stopped: {' '.join(str(error).split())}")
    if given.write:
        FILE.write_text(json.dumps(most, indent=2) + "\n")


if __name__ == "__main__":
    main()
