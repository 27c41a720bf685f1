"""Keeps a CSV of all clients of each night: python nightly_export.py FOLDER

It is there whole or not at all, nobody else reads it, and the thirty newest stay.
"""

from __future__ import annotations

import datetime
import os
import sys
from pathlib import Path

import httpx
from clientele import Clientele, Problem

KEPT = 30


def export(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    today = datetime.datetime.now(datetime.UTC).date()
    file, part = folder / f"clients-{today}.csv", folder / "clients.part"
    with Clientele(
        os.environ["CLIENTELE_URL"],
        client_id=os.environ["CLIENTELE_CLIENT_ID"],
        client_secret=os.environ["CLIENTELE_CLIENT_SECRET"],
    ) as api:
        part.write_bytes(api.export_clients())
    part.replace(file)
    for old in sorted(folder.glob("clients-*.csv"))[:-KEPT]:
        old.unlink()
    return file


if __name__ == "__main__":
    try:
        print(export(Path(sys.argv[1])))
    except (Problem, httpx.HTTPError) as error:
        # The exit code is for whoever runs timers.
        sys.exit(f"No export: {error}")
