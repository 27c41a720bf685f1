"""The echo over a real RabbitMQ: ours, and ours without `frame_buffer` (docs/adr/0033)."""

from contextlib import ExitStack

from bench import compare, echo, load
from bench.containers import free_port, rabbitmq
from bench.processes import command, server, wait_for_answer

PLAIN = "ours, frame by frame"


def measure(chosen: compare.Options) -> None:
    """Start both, load them in turn, print how they compare."""
    with ExitStack() as stack:
        uri = stack.enter_context(rabbitmq())
        systems = {}
        for name, plain in ((compare.OURS, ""), (PLAIN, "yes")):
            # By a name of its own each has a queue of its own.
            service, port = "bench_plain_echo" if plain else "bench_echo", free_port()
            environment = {
                "BENCH_PORT": str(port),
                "BENCH_PLAIN_FRAMES": plain,
                "BENCH_SERVICE": service,
                **echo.our_settings(uri, service),
            }
            command("chassis.topology", "declare", environment=environment)
            started = [stack.enter_context(server(part, environment)) for part in echo.SYSTEMS[compare.OURS]]
            wait_for_answer(port, echo.PATH, started)
            systems[name] = compare.System(load.Plan(port, [load.request("GET", echo.PATH)]), started)
        compare.show("Frames sent together", compare.interleave(systems, chosen), {PLAIN: 1.0})


if __name__ == "__main__":
    compare.from_command_line(__doc__ or "", measure)
