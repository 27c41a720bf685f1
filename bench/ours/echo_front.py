"""Our HTTP side of the echo: the gateway's server and the chassis's calls, without the gateway's rules."""

from chassis.process.patching import patch

patch()

import os  # noqa: E402  (patching comes first)
import signal  # noqa: E402
from collections.abc import Callable, Iterable, Mapping  # noqa: E402
from typing import Any  # noqa: E402

from eventlet.event import Event  # noqa: E402

from bench.ours import plain_frames  # noqa: E402
from bench.ours.echo_back import ECHO  # noqa: E402
from chassis import context  # noqa: E402
from chassis.rpc.client import RpcClient  # noqa: E402
from gateway.http.server import EventletServer  # noqa: E402


def main() -> None:
    """Serve until SIGTERM."""
    plain_frames.use_if_wanted()
    calls = RpcClient(os.environ["CLIENTELE_BROKER_URL"], "bench_front")

    def app(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with context.enter(context.Context(context.new_correlation_id())):
            word = environ["PATH_INFO"].rpartition("/")[2]
            answer = calls.forward(ECHO, {"word": word}).encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
        return (answer,)

    server = EventletServer(app, "127.0.0.1", int(os.environ["BENCH_PORT"]))
    stopping = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.send())
    calls.start()
    server.start()
    stopping.wait()
    server.stop()
    calls.stop()


if __name__ == "__main__":
    main()
