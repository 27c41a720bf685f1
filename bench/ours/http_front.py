"""One answer over HTTP, by our server or the plain one: `python -m bench.ours.http_front ours|plain`."""

from chassis.process.patching import patch

patch()

import os  # noqa: E402  (patching comes first)
import signal  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Iterable, Mapping  # noqa: E402
from typing import Any  # noqa: E402

from eventlet.event import Event  # noqa: E402

from bench.peers.eventlet_wsgi import EventletWsgi  # noqa: E402
from gateway.http.incoming_requests import Limits  # noqa: E402
from gateway.http.server import EventletServer, Server  # noqa: E402

BODY = b'{"answer":"as long as what the API says of one client, more or less"}' * 8


def app(_environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Says the same to everybody."""
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))])
    return [BODY]


def main() -> None:
    """Serve until SIGTERM."""
    address = "127.0.0.1", int(os.environ["BENCH_PORT"])
    kind = {"ours": EventletServer, "plain": EventletWsgi}[sys.argv[1]]
    server: Server = kind(app, *address, Limits())
    stopping = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.send())
    server.start()
    stopping.wait()
    server.stop()


if __name__ == "__main__":
    main()
