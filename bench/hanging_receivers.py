"""How much later an event is at an endpoint that works while requests to fifty others hang (docs/adr/0046).

    python -m bench.hanging_receivers [TIMES]

The p99 of so many (200) test events, one after another, from the call until they have arrived: alone, beside
fifty that hang, and alone again. Each round has fifty endpoints of its own, which are there for its length.
"""

from __future__ import annotations

from chassis.process.patching import patch

patch()

import os  # noqa: E402 (patching comes first)
import statistics  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from contextlib import ExitStack  # noqa: E402

import eventlet  # noqa: E402

from bench import in_process  # noqa: E402
from chassis.observability import logs  # noqa: E402
from chassis.rpc.client import RpcClient  # noqa: E402
from contracts import connections  # noqa: E402
from services.connections.webhooks import guarded_posts  # noqa: E402
from services.connections.webhooks.delivery_slots import MOST_UNPROVEN  # noqa: E402
from tests.builders import Person, a_practice, eventually, sign_in  # noqa: E402
from tests.connections.receivers import Receiver, answers, hangs, receiver  # noqa: E402
from tests.connections.webhook_calls import endpoint, send_test  # noqa: E402

HANGING = 50
ROUNDS = 3
#: How many times as late the p99 may be.
MOST = 2.0
#: Longer than a round, so that none of the fifty is given up in it.
_DEADLINE = 120.0


def p99(owner: Person, endpoint_id: str, good: Receiver, times: int) -> float:
    """Milliseconds from the call to the arrival. Who sends is signed in anew, as that lasts a minute only."""
    seconds, owner = [], sign_in(owner.rpc, owner.email)
    for _ in range(times):
        before = len(good.got)
        began = time.perf_counter()
        send_test(owner, endpoint_id)
        while len(good.got) == before:
            eventlet.sleep(0.001)
        seconds.append(time.perf_counter() - began)
    return statistics.quantiles(seconds, n=100)[98] * 1000


def beside_hanging(owner: Person, others: Person, endpoint_id: str, good: Receiver, times: int) -> float:
    """The same, while fifty requests hang."""
    others = sign_in(others.rpc, others.email)
    with ExitStack() as stack:
        slow = [stack.enter_context(receiver(hangs)) for _ in range(HANGING)]
        ids = [endpoint(others, each.url)["id"] for each in slow]
        for each in ids:
            send_test(others, each)
        eventually(lambda: sum(each.tried for each in slow) >= MOST_UNPROVEN)
        found = p99(owner, endpoint_id, good, times)
        others = sign_in(others.rpc, others.email)
        with others.acting():
            for each in ids:
                connections.delete_webhook_endpoint(others.rpc, each)
    return found


def compare(rpc: RpcClient, times: int) -> bool:
    """Print; whether it is late by no more than it may be."""
    ratios = []
    with receiver(answers(204)) as good:
        owner, others = a_practice(rpc), a_practice(rpc)
        made = endpoint(owner, good.url)["id"]
        p99(owner, made, good, times)
        for _ in range(ROUNDS):
            before = p99(owner, made, good, times)
            beside = beside_hanging(owner, others, made, good, times)
            after = p99(owner, made, good, times)
            ratios.append(beside / ((before + after) / 2))
            print(
                f"p99 alone {before:.1f} and {after:.1f} ms, beside {HANGING} that hang {beside:.1f} ms",
                flush=True,
            )
    ratio = statistics.median(ratios)
    rounds = f"rounds {min(ratios):.2f} to {max(ratios):.2f}"
    print(f"beside / alone = {ratio:.2f} (needs {MOST:g} or less; {rounds})", flush=True)
    return ratio <= MOST


def main(times: int) -> bool:
    logs.configure("bench", "error")
    os.environ["CLIENTELE_WEBHOOK_NETWORKS"] = "127.0.0.0/8"
    guarded_posts.DEADLINE = _DEADLINE
    with in_process.running() as (_, rpc):
        return compare(rpc, times)


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if sys.argv[1:] else 200) else 1)
