"""The programs in `examples` do what their README says, with the whole product and with who kills them."""

from __future__ import annotations

import csv
import io
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from clientele import Clientele

from tests.builders import eventually
from tests.connections.receivers import answers, receiver
from tests.ports import free_port
from tests.sdk.commands import LIBRARY, registered, token_of

EXAMPLES = LIBRARY.parents[1] / "examples"


@pytest.fixture
def admin(product_url: str) -> Iterator[Clientele]:
    """The API for a practice's owner."""
    with Clientele(product_url, token=token_of(product_url, registered(product_url))) as api:
        yield api


@pytest.fixture
def program(admin: Clientele, product_url: str) -> dict[str, str]:
    """The environment of a program of the practice's."""
    made = admin.create_service_account(
        {"name": "Example", "role": "client_admin", "scopes": ["clients:read", "events:read"]}
    )
    return {
        "CLIENTELE_URL": product_url,
        "CLIENTELE_CLIENT_ID": made["client_id"],
        "CLIENTELE_CLIENT_SECRET": made["client_secret"],
    }


@contextmanager
def started(name: str, *arguments: object, **environment: str) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(
        [sys.executable, str(EXAMPLES / name), *map(str, arguments)],
        env={**os.environ, **environment, "PYTHONPATH": str(LIBRARY)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def added(api: Clientele, name: str) -> Any:
    return api.create_client({"type": "business", "name": name, "access": {"everyone": True}})


def test_the_crm_has_each_client_as_clientele_has_it_though_the_sync_is_killed(
    admin: Clientele, program: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "crm.sqlite"

    def in_crm() -> dict[str, str]:
        with closing(sqlite3.connect(file)) as database:
            # The file is there a moment before its table is.
            if not database.execute("SELECT name FROM sqlite_master WHERE name = 'clients'").fetchall():
                return {}
            return dict(database.execute("SELECT name, status FROM clients").fetchall())

    first, second = added(admin, "Acme"), added(admin, "Bolt")
    with started("crm_sync.py", file, **program) as running:
        assert running.stdout is not None
        eventually(lambda: file.exists() and in_crm() == {"Acme": "active", "Bolt": "active"})
        added(admin, "Cog")
        assert running.stdout.readline().startswith("ClientCreated client_")
        running.send_signal(signal.SIGKILL)
        running.wait()
    admin.change_client(first["id"], {"name": "Acme & Sons"})
    admin.archive_client(second["id"])
    expected = {"Acme & Sons": "active", "Bolt": "archived", "Cog": "active"}
    with started("crm_sync.py", file, **program):
        eventually(lambda: in_crm() == expected)
    assert in_crm() == expected


def delivered(admin: Clientele, endpoint: Any, *, attempts: int) -> list[Any]:
    """What was delivered by so many attempts, and is not on its way."""

    def found() -> list[Any]:
        logged = admin.list_webhook_deliveries(endpoint["id"])["items"]
        return [each for each in logged if len(each["attempts"]) == attempts and each["state"] == "delivered"]

    logged: list[Any] = eventually(found)
    return logged


def test_the_channel_is_told_once_of_each_new_client(admin: Clientele, tmp_path: Path) -> None:
    port = free_port()
    with receiver(answers(200)) as slack:
        endpoint: Any = admin.create_webhook_endpoint(
            {"url": f"http://127.0.0.1:{port}/", "types": ["ClientCreated"]}
        )
        environment = {
            "CLIENTELE_WEBHOOK_SECRET": endpoint["secret"],
            "SLACK_WEBHOOK_URL": slack.url,
            "PORT": str(port),
            "SEEN": str(tmp_path / "seen.sqlite"),
        }
        with started("slack_notice.py", **environment) as running:
            assert running.stdout is not None
            assert "Listening" in running.stdout.readline()
            client = added(admin, "Acme <Widgets> & Co")
            delivered(admin, endpoint, attempts=1)
            admin.resend_webhook_deliveries(endpoint["id"], {"from": "2026-01-01T00:00:00Z"})
            attempts = delivered(admin, endpoint, attempts=2)
            assert len(attempts) == 1
            forged = httpx.post(f"http://127.0.0.1:{port}/", json={"type": "ClientCreated"})
            assert forged.status_code == 401
        texts = [each.event["text"] for each in slack.got]
        assert texts == [f"New client: Acme &lt;Widgets&gt; &amp; Co ({client['crn']})"]


def test_an_export_is_there_whole_and_for_nobody_else(
    admin: Clientele, program: dict[str, str], tmp_path: Path
) -> None:
    for name in ("Acme", "Bolt"):
        added(admin, name)
    folder = tmp_path / "exports"
    folder.mkdir()
    for day in range(1, 31):
        (folder / f"clients-2026-01-{day:02}.csv").write_text("old")
    with started("nightly_export.py", folder, **program) as running:
        said, _ = running.communicate(timeout=60)
    assert running.returncode == 0
    text = Path(said.strip()).read_text("utf-8-sig")
    assert [row["Name"] for row in csv.DictReader(io.StringIO(text))] == ["Acme", "Bolt"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(list(folder.iterdir())) == 30
    assert not (folder / "clients-2026-01-01.csv").exists()
    refused = {**program, "CLIENTELE_CLIENT_SECRET": "clientele_secret_wrong"}
    with started("nightly_export.py", folder, **refused) as running:
        running.communicate(timeout=60)
    assert running.returncode == 1
    assert len(list(folder.iterdir())) == 30
