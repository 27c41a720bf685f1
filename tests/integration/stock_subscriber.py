"""A stock Nameko service, as another team would write it: nothing of ours is imported.

    python stock_subscriber.py BROKER_URL FILE

It appends the id of each client it is told of to FILE.
"""

import eventlet

eventlet.monkey_patch()

import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from nameko.events import event_handler  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402


class Greeter:
    name = "greeter"

    @event_handler("accounts", "ClientCreated")
    def greet(self, payload: dict[str, str]) -> None:
        with Path(sys.argv[2]).open("a") as file:
            file.write(f"{payload['client_id']}\n")


if __name__ == "__main__":
    runner = ServiceRunner({"AMQP_URI": sys.argv[1]})
    runner.add_service(Greeter)
    runner.start()
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    runner.wait()
