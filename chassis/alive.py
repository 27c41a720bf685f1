"""Asks this container's own process how it is: what image health checks run.

    python -m chassis.alive [PATH [PORT]]

PATH is `/healthz`, or `/readyz` for whether it can do its work; PORT is CLIENTELE_HEALTH_PORT. It runs every
few seconds in each container, so it speaks HTTP by itself: importing a client takes longer than all the rest.
"""

from __future__ import annotations

import os
import socket
import sys

#: Seconds: a readiness check may take one, and each health check gives three.
_PATIENCE = 2.5


def main(arguments: list[str]) -> int:
    """0 where the answer is 200; else 1, with the answer for `docker inspect` to show."""
    path, port, *_ = [
        *arguments,
        *("/healthz", os.environ.get("CLIENTELE_HEALTH_PORT", "8081"))[len(arguments) :],
    ]
    try:
        status, body = _ask(path, int(port))
    except (OSError, ValueError) as error:
        print(f"no answer on port {port}: {error}")
        return 1
    print(body)
    return 0 if status == 200 else 1


def _ask(path: str, port: int) -> tuple[int, str]:
    """The status and the first 2,000 characters of the body. Raises OSError, or ValueError for no HTTP."""
    with socket.create_connection(("127.0.0.1", port), _PATIENCE) as asking:
        asking.sendall(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
        answer = b""
        while len(answer) < 4096 and (more := asking.recv(4096)):
            answer += more
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head[9:12]), body[:2000].decode(errors="replace").strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
