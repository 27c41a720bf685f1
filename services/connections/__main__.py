"""`python -m services.connections`: the connections service as a process of its own."""

from chassis.process.patching import patch

patch()

import sys  # noqa: E402 (patching comes first)

from chassis.process.runner import serve  # noqa: E402
from services.connections.service import Connections, prepare  # noqa: E402

if __name__ == "__main__":
    sys.exit(serve(Connections, prepare))
