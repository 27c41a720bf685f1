"""Commits events as accounts does: `backlog COUNT` many at once, `latency COUNT` fifty a second.

The latter waits for each as its subscriber, and prints the milliseconds from commit to arrival, p50 and p99,
as JSON.
"""

from chassis.process.patching import patch

patch()

import json  # noqa: E402  (patching comes first)
import os  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from typing import Any  # noqa: E402

import eventlet  # noqa: E402

from bench.ours.running import SUBSCRIBER  # noqa: E402
from chassis.database.engine import Database  # noqa: E402
from chassis.database.unit_of_work import UnitOfWork, new_id, now  # noqa: E402
from chassis.messaging.broker import Link  # noqa: E402
from chassis.messaging.deliveries import Delivery, consume  # noqa: E402
from contracts.accounts.events import CLIENT_CREATED, ClientCreatedData  # noqa: E402

EVERY = 1 / 50
_AT_ONCE = 500


def backlog(database: Database, count: int) -> None:
    for done in range(0, count, _AT_ONCE):
        with database.unit_of_work(everywhere=True) as uow:
            for number in range(done, min(done + _AT_ONCE, count)):
                _tell(uow, number)


def latency(database: Database, count: int) -> dict[str, float]:
    committed: dict[str, float] = {}
    arrived: dict[str, float] = {}

    def on_message(message: Delivery) -> None:
        arrived[message.identity] = time.perf_counter()
        link.ack(message)

    def on_open(channel: Any) -> None:
        consume(channel, SUBSCRIBER, link.noting(on_message))

    link = Link(os.environ["CLIENTELE_BROKER_URL"], "bench subscriber", on_open)
    link.start()
    link.wait_ready(5)
    began = time.perf_counter()
    for number in range(count):
        with database.unit_of_work(everywhere=True) as uow:
            identity = _tell(uow, number)
        committed[identity] = time.perf_counter()
        eventlet.sleep(max(0.0, began + (number + 1) * EVERY - time.perf_counter()))
    give_up = time.monotonic() + 10
    while len(arrived) < count and time.monotonic() < give_up:
        eventlet.sleep(0.01)
    link.stop()
    times = sorted(1000 * (arrived[each] - committed[each]) for each in committed)
    return {"p50": times[count // 2], "p99": times[count * 99 // 100]}


def _tell(uow: UnitOfWork, number: int) -> str:
    return uow.send(
        CLIENT_CREATED,
        ClientCreatedData(
            client_id=new_id("client"),
            practice_id=new_id("prac"),
            crn=f"C{number}",
            type="business",
            name=f"Acme {number} Ltd",
            practice_code=None,
            industry=None,
            solutions=["bookkeeping"],
            base_currency="GBP",
            country="GB",
            invited=False,
            created_by=new_id("user"),
            created_at=now(),
            version=1,
        ),
    )


def main() -> None:
    database = Database(os.environ["CLIENTELE_DATABASE_URL"], name="accounts")
    count = int(sys.argv[2])
    if sys.argv[1] == "backlog":
        backlog(database, count)
    else:
        print(json.dumps(latency(database, count)))
    database.close()


if __name__ == "__main__":
    main()
