"""Stock Nameko's HTTP side of the echo: `@http` and `RpcProxy`, as its documentation has them."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402  (after the monkey patch)

from nameko.rpc import RpcProxy  # noqa: E402
from nameko.web.handlers import http  # noqa: E402
from werkzeug.wrappers import Request  # noqa: E402

from bench.peers.nameko_run import run_service  # noqa: E402


class EchoFront:
    name = "bench_nameko_front"
    echo = RpcProxy("bench_nameko_echo")

    @http("GET", "/echo/<string:word>")
    def get(self, request: Request, word: str) -> str:
        answer: str = self.echo.echo(word)
        return answer


if __name__ == "__main__":
    run_service(EchoFront, WEB_SERVER_ADDRESS=f"127.0.0.1:{os.environ['BENCH_PORT']}")
