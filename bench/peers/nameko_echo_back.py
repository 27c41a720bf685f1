"""Stock Nameko's RPC side of the echo."""

import eventlet

eventlet.monkey_patch()

from nameko.rpc import rpc  # noqa: E402  (after the monkey patch)

from bench.peers.nameko_run import run_service  # noqa: E402


class Echo:
    name = "bench_nameko_echo"

    @rpc
    def echo(self, word: str) -> str:
        return word


if __name__ == "__main__":
    run_service(Echo)
