"""HTTP to RPC echo over a real RabbitMQ: ours, stock Nameko, and FastAPI with aio-pika."""

from contextlib import ExitStack

from bench import compare, load
from bench.containers import free_port, rabbitmq
from bench.processes import server, wait_for_answer

SYSTEMS = {
    "stock Nameko": ("bench.peers.nameko_echo_back", "bench.peers.nameko_echo_front"),
    "FastAPI + aio-pika": ("bench.peers.fastapi_echo_back", "bench.peers.fastapi_echo_front"),
}
NEEDED = {"stock Nameko": 2.2, "FastAPI + aio-pika": 1.0}
PATH = "/echo/hello"


def measure(chosen: compare.Options) -> None:
    """Start all systems, load them in turn, print how they compare."""
    with ExitStack() as stack:
        uri = stack.enter_context(rabbitmq())
        systems = {}
        for name, (back, front) in SYSTEMS.items():
            port = free_port()
            environment = {"BENCH_AMQP_URI": uri, "BENCH_PORT": str(port)}
            started = [stack.enter_context(server(part, environment)) for part in (back, front)]
            wait_for_answer(port, PATH, started)
            systems[name] = compare.System(load.Plan(port, [load.request("GET", PATH)]), started)
        compare.show("HTTP -> RPC echo", compare.interleave(systems, chosen), NEEDED)


if __name__ == "__main__":
    measure(compare.options(__doc__ or ""))
