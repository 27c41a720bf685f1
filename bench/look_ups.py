"""How long a process stands still while a name server is silent, and what a look-up costs (docs/adr/0035).

python -m bench.look_ups
"""

from __future__ import annotations

from chassis.process.patching import patch

patch()

import socket  # noqa: E402 (patching comes first)
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from typing import Any  # noqa: E402

import eventlet  # noqa: E402
from eventlet.patcher import original  # noqa: E402

from chassis.process import dns  # noqa: E402

#: Seconds that libc waits for a name server here; ten where nobody sets another time.
_SILENCE = 2.0
_TIMES = 2000
#: Where `dns` has libc's look-up, which it does not show.
_PLACE = "_blocking"
_libc: Callable[..., Any] = getattr(dns, _PLACE)


def _silent(*_query: Any) -> Any:
    original("time").sleep(_SILENCE)
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def stands_still(look_up: Callable[..., Any]) -> float:
    """The longest pause of a green thread that works every 10 ms, beside three look-ups of one name."""
    longest, stop = 0.0, False

    def resolve() -> None:
        nonlocal longest
        while not stop:
            began = time.perf_counter()
            eventlet.sleep(0.01)
            longest = max(longest, time.perf_counter() - began)

    def ask() -> None:
        try:
            look_up("broker.invalid", 5672)
        except socket.gaierror:
            return

    worker = eventlet.spawn(resolve)
    for each in [eventlet.spawn(ask) for _ in range(3)]:
        each.wait()
    stop = True
    worker.wait()
    return longest


def cost(look_up: Callable[..., Any]) -> float:
    """Microseconds for this machine's name, which libc knows from a file."""
    began = time.perf_counter()
    for _ in range(_TIMES):
        look_up(socket.gethostname(), 80)
    return (time.perf_counter() - began) / _TIMES * 1e6


def main() -> None:
    setattr(dns, _PLACE, _silent)
    threads, libc = stands_still(dns.getaddrinfo), stands_still(_silent)
    print(f"stands still: threads {threads:.2f} s, libc alone {libc:.2f} s")
    setattr(dns, _PLACE, _libc)
    print(f"a look-up: threads {cost(dns.getaddrinfo):.0f} us, libc alone {cost(_libc):.0f} us")


if __name__ == "__main__":
    main()
