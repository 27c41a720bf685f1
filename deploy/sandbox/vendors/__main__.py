"""Stands in for Xero, Sage, QuickBooks, FreeAgent and Companies House: their protocols, on one port, by path.

    python -m deploy.sandbox.vendors --host 127.0.0.1 --port 0 --folder data/vendors

Each vendor is at `/{vendor}`, with the client id `sandbox-{vendor}` and the secret that is made up in
CLIENTELE_SANDBOX_SECRET, as every user of this machine can read arguments; it is Companies House's key.
`POST /faults` makes answers go wrong, `POST /clock` moves the time, `POST /life` says for how many seconds
access lasts from now on, `GET /log` gives the requests so far; see `tests/connections`. When it listens it
prints `vendors listening on HOST:PORT`; it ends with its parent.
"""

from __future__ import annotations

import argparse
import os
import signal
import threading
from pathlib import Path

from deploy.sandbox.mailbox import end_with_parent
from deploy.sandbox.vendors.server import Stage


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m deploy.sandbox.vendors", description="Vendors.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 for a free one")
    parser.add_argument("--folder", type=Path, required=True, help="where what they know is kept")
    options = parser.parse_args()
    end_with_parent()
    options.folder.mkdir(parents=True, exist_ok=True)
    stage = Stage(
        (options.host, options.port), options.folder / "vendors.json", os.environ["CLIENTELE_SANDBOX_SECRET"]
    )
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=stage.shutdown).start())
    host, port = stage.server_address[:2]
    print(f"vendors listening on {host!s}:{port}", flush=True)
    stage.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
