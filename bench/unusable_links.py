"""How long the one answer for a link that cannot be used takes, by why it cannot (product.md 5.2).

    python -m bench.unusable_links [TIMES]

Medians of so many (500) answers through the gateway, the kinds in turn; they may differ by at most 2 ms.
"""

from __future__ import annotations

from chassis.process.patching import patch

patch()

import statistics  # noqa: E402 (patching comes first)
import sys  # noqa: E402
import time  # noqa: E402

from werkzeug.test import Client  # noqa: E402

from bench import in_process  # noqa: E402
from chassis.observability import logs  # noqa: E402
from deploy.allinone.product import BROKER_URL  # noqa: E402
from gateway.app import build  # noqa: E402
from gateway.settings import Settings  # noqa: E402
from tests.builders import PASSWORD, Mailbox, a_practice  # noqa: E402
from tests.invitations import unusable  # noqa: E402

#: Milliseconds that the slowest kind may take more than the fastest.
MOST = 2.0
_ASKED = {
    "/v1/invitation-lookups": {},
    "/v1/invitation-acceptances": {"password": PASSWORD},
}


def measure(http: Client, path: str, tokens: dict[str, str], times: int) -> dict[str, float]:
    """Milliseconds by kind, medians."""
    seconds: dict[str, list[float]] = {kind: [] for kind in tokens}
    for _ in range(times):
        for kind, token in tokens.items():
            began = time.perf_counter()
            answer = http.post(path, json={"token": token, **_ASKED[path]})
            seconds[kind].append(time.perf_counter() - began)
            if answer.status_code != 410:
                raise SystemExit(f"{kind}: answered {answer.status_code}")
    return {kind: statistics.median(each) * 1000 for kind, each in seconds.items()}


def show(path: str, found: dict[str, float]) -> bool:
    """Print; whether the kinds are close enough."""
    apart = max(found.values()) - min(found.values())
    cells = "  ".join(f"{kind} {median:.2f}" for kind, median in found.items())
    print(f"{path:<28} {cells}  apart {apart:.2f} ms (needs {MOST:.0f} or less)", flush=True)
    return apart <= MOST


def main(times: int) -> bool:
    logs.configure("bench", "error")
    with in_process.running() as (product, rpc):
        mailbox = product.folder / "mailbox"
        tokens = unusable.tokens(a_practice(rpc), Mailbox(mailbox), product)
        http = Client(build(Settings(broker_url=BROKER_URL, rate_limits=False), rpc))
        near = [show(path, measure(http, path, tokens, times)) for path in _ASKED]
        return all(near)


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if sys.argv[1:] else 500) else 1)
