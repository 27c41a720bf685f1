"""A RabbitMQ and a PostgreSQL for one run of a benchmark.

Both listen on the loopback interface of this host without Docker's port proxy,
which would cost every system one more hop than a real deployment has.
"""

import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench import server_time

RABBITMQ_IMAGE = "rabbitmq:4.0-management"
POSTGRES_IMAGE = "postgres:17"
START_SECONDS = 90.0


class ContainerFailed(Exception):
    """Docker could not start a server, or the server did not answer in time."""


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def rabbitmq() -> Iterator[str]:
    """The AMQP address of a broker: `BENCH_AMQP_URI`, or a container's for as long as this runs."""
    given = os.environ.get("BENCH_AMQP_URI")
    if given:
        yield given
        return
    port, distribution = free_port(), free_port()
    options = {
        "RABBITMQ_NODENAME": f"bench{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(distribution),
        # Without plugins: the management plugin samples every queue and would share the cores.
        "RABBITMQ_ENABLED_PLUGINS_FILE": "/etc/rabbitmq/no_plugins",
    }
    with _container(RABBITMQ_IMAGE, options) as name:
        _wait(name, lambda: _speaks(port, b"AMQP\x00\x00\x09\x01", b"\x01"))
        yield f"amqp://guest:guest@127.0.0.1:{port}//"


@contextmanager
def postgres() -> Iterator[str]:
    """A libpq address of an empty database: `BENCH_POSTGRES_URL`, or a container's."""
    given = os.environ.get("BENCH_POSTGRES_URL")
    if given:
        yield given
        return
    port = free_port()
    options = {"POSTGRES_PASSWORD": "bench", "POSTGRES_USER": "bench", "POSTGRES_DB": "bench"}
    with _container(POSTGRES_IMAGE, options, ["postgres", "-p", str(port)]) as name:
        ready = ["docker", "exec", name, "pg_isready", "-h", "127.0.0.1", "-p", str(port)]
        _wait(name, lambda: subprocess.run(ready, capture_output=True).returncode == 0)
        yield f"postgresql://bench:bench@127.0.0.1:{port}/bench"


@contextmanager
def _container(image: str, environment: dict[str, str], command: list[str] | None = None) -> Iterator[str]:
    name = f"clientele-bench-{secrets.token_hex(4)}"
    run = ["docker", "run", "--detach", "--network", "host", "--name", name]
    for key, value in environment.items():
        run += ["--env", f"{key}={value}"]
    started = subprocess.run([*run, image, *(command or [])], capture_output=True, text=True)
    try:
        if started.returncode:
            raise ContainerFailed(started.stderr.strip())
        with server_time.counted(image.partition(":")[0], started.stdout.strip()):
            yield name
    finally:
        subprocess.run(["docker", "rm", "--force", "--volumes", name], capture_output=True)


def _wait(name: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            logs = subprocess.run(["docker", "logs", "--tail", "20", name], capture_output=True)
            raise ContainerFailed(f"{name} did not answer:\n{logs.stdout.decode()}")
        time.sleep(0.3)


def _speaks(port: int, greeting: bytes, answer: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as server:
            server.sendall(greeting)
            return server.recv(len(answer)) == answer
    except OSError:
        return False
