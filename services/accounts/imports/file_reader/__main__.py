"""Reads one file in a process of its own: a line of JSON with what was chosen, then the file; answers JSON.

It may use so much memory and time of the processor and no more: what a file makes of that is its own affair.
"""

from __future__ import annotations

import resource
import signal
import sys

import orjson

from services.accounts.imports.file_reader import reading
from services.accounts.imports.file_reader.tables import Unreadable

#: Bytes of address space, which has Python and its libraries in it too, and seconds of the processor.
MEMORY = 1024 * 1024 * 1024
SECONDS = 60
#: Seconds by the clock. Whoever started it may not watch that: with Eventlet `subprocess` raises a
#: `TimeoutExpired` at its end that is another class than the one of this name.
PATIENCE = 90


def main() -> None:
    signal.alarm(PATIENCE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    chosen = orjson.loads(sys.stdin.buffer.readline())
    try:
        answer: dict[str, object] = {
            "read": reading.read(sys.stdin.buffer.read(), reading.Choice(**chosen)).plain()
        }
    except Unreadable as unreadable:
        answer = {"unreadable": str(unreadable)}
    except MemoryError:
        answer = {"unreadable": "This file takes too much memory to be read. Split it, or save it as CSV."}
    sys.stdout.buffer.write(orjson.dumps(answer))


if __name__ == "__main__":
    main()
