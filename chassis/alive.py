"""Asks this container's own process how it is: what image health checks run.

    python -m chassis.alive [PATH [PORT]]

PATH is `/healthz`, or `/readyz` for whether it can do its work; PORT is CLIENTELE_HEALTH_PORT. It stands on
the standard library alone, as it runs every few seconds in each container.
"""

from __future__ import annotations

import http.client
import os
import sys

#: Seconds: a readiness check may take one, and each health check gives three.
_PATIENCE = 2.5


def main(arguments: list[str]) -> int:
    """0 where the answer is 200; else 1, with the answer for `docker inspect` to show."""
    path, port, *_ = [
        *arguments,
        *("/healthz", os.environ.get("CLIENTELE_HEALTH_PORT", "8081"))[len(arguments) :],
    ]
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=_PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        print(answer.read(2000).decode(errors="replace").strip())
        return 0 if answer.status == 200 else 1
    except (OSError, http.client.HTTPException) as error:
        print(f"no answer on port {port}: {error}")
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
