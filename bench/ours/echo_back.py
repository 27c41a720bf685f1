"""Our RPC side of the echo: a service on the chassis, with all that the chassis does for each call."""

from chassis.process.patching import patch

patch()

import os  # noqa: E402  (patching comes first)
import sys  # noqa: E402

from bench.ours import plain_frames  # noqa: E402
from chassis.database.engine import Database  # noqa: E402
from chassis.entrypoints import Data, rpc  # noqa: E402
from chassis.process.runner import serve  # noqa: E402
from chassis.rpc.request import Request  # noqa: E402
from contracts.fields import Contract, Text  # noqa: E402
from contracts.messages import Call  # noqa: E402


class Word(Contract):
    """What is to come back."""

    word = Text(required=True)


#: Its own, where two of them are compared.
SERVICE = os.environ.get("BENCH_SERVICE", "bench_echo")
ECHO = Call(SERVICE, "echo", Word, None, "read", caller="anyone")


class Echo:
    """Answers with what it is given."""

    name = ECHO.service
    database: Database = Data()

    @rpc(ECHO)
    def echo(self, request: Request) -> str:
        word: str = request.data["word"]
        return word


if __name__ == "__main__":
    plain_frames.use_if_wanted()
    sys.exit(serve(Echo))
