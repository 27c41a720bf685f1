"""One answer over HTTP: the gateway's server, and `eventlet.wsgi` with the limits that it has."""

from contextlib import ExitStack

from bench import compare, load
from bench.containers import free_port
from bench.processes import server, wait_for_answer

SYSTEMS = {compare.OURS: "ours", "eventlet.wsgi": "plain"}
#: What our server has to be worth beside the plain one (docs/adr/0030).
NEEDED = {"eventlet.wsgi": 1.5}
PATH = "/v1/clients/client_01JC2Z5T8V9QWERTY0ABCDEFGH"


def measure(chosen: compare.Options) -> None:
    """Start both, load them in turn, print how they compare."""
    with ExitStack() as stack:
        systems = {}
        for name, kind in SYSTEMS.items():
            port = free_port()
            started = [stack.enter_context(server("bench.ours.http_front", {"BENCH_PORT": str(port)}, kind))]
            wait_for_answer(port, PATH, started)
            systems[name] = compare.System(load.Plan(port, [load.request("GET", PATH)]), started)
        compare.show("one answer over HTTP", compare.interleave(systems, chosen), NEEDED)


if __name__ == "__main__":
    compare.from_command_line(__doc__ or "", measure)
