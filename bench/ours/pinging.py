"""Our side of the ping-pong: calls the echo COUNT times, one after the other, and prints what one took."""

from chassis.process.patching import patch

patch()

import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402

from bench.ours.echo_back import ECHO  # noqa: E402
from bench.peers.amqp_ping import taken  # noqa: E402
from chassis import context  # noqa: E402
from chassis.rpc.client import RpcClient  # noqa: E402
from contracts.errors import ServiceUnavailable  # noqa: E402


def ping(times: int) -> dict[str, float]:
    calls = RpcClient(os.environ["CLIENTELE_BROKER_URL"], "bench_ping")
    calls.start()
    _await_echo(calls)
    began, used = time.perf_counter(), time.process_time()
    for _ in range(times):
        with context.enter(context.Context(context.new_correlation_id())):
            calls.forward(ECHO, {"word": "hello"})
    found = taken(began, used, times)
    calls.stop()
    return found


def _await_echo(calls: RpcClient) -> None:
    give_up = time.monotonic() + 20
    while True:
        try:
            calls.forward(ECHO, {"word": "hello"})
            return
        except ServiceUnavailable:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    print(json.dumps(ping(int(sys.argv[1]))))
