"""Reading one client from PostgreSQL: by a prepared statement, and by SQLAlchemy's own way (docs/adr/0034).

python -m bench.prepared [TIMES]
"""

from __future__ import annotations

from chassis.process.patching import patch

patch()

import statistics  # noqa: E402 (patching comes first)
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from typing import Any  # noqa: E402

from sqlalchemy import bindparam  # noqa: E402

from bench import in_process  # noqa: E402
from chassis.database.engine import Database  # noqa: E402
from chassis.database.prepared import Prepared  # noqa: E402
from chassis.observability import logs  # noqa: E402
from services.accounts.clients.client_view import seen_by_caller  # noqa: E402
from services.accounts.tables import Client  # noqa: E402
from tests.builders import Person, a_practice  # noqa: E402

_ROUNDS = 7
_STATEMENT = seen_by_caller.where(Client.id == bindparam("client_id"))
_PREPARED = Prepared("bench_client", _STATEMENT)


def ways(database: Database, owner: Person, client_id: str) -> dict[str, Callable[[], Any]]:
    given = {
        "practice_id": owner.account_id,
        "user_id": owner.user_id,
        "session_id": "",
        "client_id": client_id,
    }

    def prepared() -> Any:
        with database.read(everywhere=True) as connection:
            return _PREPARED.first(connection, given)

    def plain() -> Any:
        with database.read(everywhere=True) as connection:
            return connection.execute(_STATEMENT, given).first()

    return {"prepared": prepared, "plain": plain}


def measure(read: Callable[[], Any], times: int) -> tuple[float, float]:
    """Milliseconds of time, and of this process's processor, for one."""
    began, worked = time.perf_counter(), time.process_time()
    for _ in range(times):
        if read() is None:
            raise SystemExit("the client was not found")
    return (time.perf_counter() - began) / times * 1000, (time.process_time() - worked) / times * 1000


def main(times: int) -> None:
    logs.configure("bench", "error")
    with in_process.running() as (product, rpc):
        owner = a_practice(rpc)
        found = ways(product.hosted["accounts"].database, owner, owner.adds_client()["id"])
        rounds = [{name: measure(way, times) for name, way in found.items()} for _ in range(_ROUNDS)]
        for name in found:
            took, worked = (statistics.median(each[name][n] for each in rounds) for n in (0, 1))
            print(f"{name:<10} {took:.3f} ms a read, {worked:.3f} ms of them our own processor time")
        ratios = [each["plain"][0] / each["prepared"][0] for each in rounds]
        low, high = min(ratios), max(ratios)
        print(f"plain / prepared = {statistics.median(ratios):.2f} (rounds {low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1000)
