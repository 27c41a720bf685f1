"""HTTP to RPC echo over a real RabbitMQ: ours, stock Nameko, and FastAPI with aio-pika."""

from contextlib import ExitStack

from bench import compare, load
from bench.containers import free_port, rabbitmq
from bench.processes import command, server, wait_for_answer
from chassis.security import identity
from chassis.security.service_keys import generate_key, public_key
from contracts.subscriptions import SERVICES

SYSTEMS = {
    compare.OURS: ("bench.ours.echo_back", "bench.ours.echo_front"),
    "stock Nameko": ("bench.peers.nameko_echo_back", "bench.peers.nameko_echo_front"),
    "FastAPI + aio-pika": ("bench.peers.fastapi_echo_back", "bench.peers.fastapi_echo_front"),
}
NEEDED = {"stock Nameko": 2.2, "FastAPI + aio-pika": 1.3}
PATH = "/echo/hello"


def measure(chosen: compare.Options) -> None:
    """Start all systems, load them in turn, print how they compare."""
    with ExitStack() as stack:
        uri = stack.enter_context(rabbitmq())
        ours = our_settings(uri)
        command("chassis.topology", "declare", environment=ours)
        systems = {}
        for name, (back, front) in SYSTEMS.items():
            port = free_port()
            environment = {"BENCH_AMQP_URI": uri, "BENCH_PORT": str(port), **ours}
            started = [stack.enter_context(server(part, environment)) for part in (back, front)]
            wait_for_answer(port, PATH, started)
            systems[name] = compare.System(load.Plan(port, [load.request("GET", PATH)]), started)
        compare.show("HTTP -> RPC echo", compare.interleave(systems, chosen), NEEDED)


def our_settings(uri: str, service: str = "bench_echo") -> dict[str, str]:
    """Settings that a service must have. The echo uses no database, so that none has this address."""
    keys = {name: generate_key() for name in (service, *SERVICES)}
    return {
        "CLIENTELE_SERVICE_KEYS": keys[service],
        "CLIENTELE_SERVICE_PUBLIC_KEYS": ",".join(f"{n}={public_key(key)}" for n, key in keys.items()),
        "CLIENTELE_BROKER_URL": uri,
        "CLIENTELE_DATABASE_URL": "postgresql://127.0.0.1:9/none",
        "CLIENTELE_IDENTITY_PUBLIC_KEYS": identity.public_key(identity.generate_private_key()),
        "CLIENTELE_HEALTH_PORT": "0",
        "CLIENTELE_LOG_LEVEL": "WARNING",
    }


if __name__ == "__main__":
    compare.from_command_line(__doc__ or "", measure)
