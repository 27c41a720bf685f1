"""A process that dies around a refresh: the connection mends by itself where the vendor's rules allow, and
otherwise visibly needs reconnecting (product.md 6.3).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chassis.database.engine import Database
from deploy.allinone import secrets, vendors
from deploy.allinone.product import Product
from tests.builders import Person, eventually
from tests.connections.grants import change, connected, expire, grant_of, row
from tests.connections.stage import PROVIDERS, Stage, connection

ROOT = Path(__file__).parents[2]


def die(product: Product, grant_id: str, step: str) -> None:
    """Refresh in another process, which is killed at this step."""
    assert product.vendors is not None
    env = {
        **os.environ,
        **vendors.settings(product.vendors.url, product.vendors._secret),
        "CLIENTELE_PUBLIC_URL": "http://127.0.0.1:8000",
        "CLIENTELE_DATABASE_URL": product.hosted["connections"].settings.database_url,
        "CLIENTELE_SECRET_KEYS": secrets.load(product.folder)["CLIENTELE_SECRET_KEYS"],
    }
    command = [sys.executable, "-W", "ignore", "-m", "tests.connections.killed", grant_id, step]
    died = subprocess.run(command, env=env, cwd=ROOT, timeout=60, check=False)
    assert died.returncode == -signal.SIGKILL


@pytest.mark.parametrize("step", ["leased", "exchanged", "stored"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_killed_at_a_step(owner: Person, stage: Stage, product: Product, provider: str, step: str) -> None:
    database: Database = product.hosted["connections"].database
    client_id, _ = connected(stage, owner, provider)
    grant_id = grant_of(database, client_id)
    expire(database, grant_id)
    die(product, grant_id, step)
    if step != "stored":
        assert row(database, grant_id).lease_by is not None
    # Time passes: the dead process's lease ends, and the scheduler comes by.
    over = {"lease_until": "now() - interval '1 second'"} if step != "stored" else {}
    change(database, grant_id, refresh_due_at="now()", **over)
    version = 2 if step != "stored" else 3
    if provider == "sage" and step == "exchanged":
        eventually(lambda: connection(owner, client_id)["state"] == "needs_reconnect")
        return
    eventually(lambda: row(database, grant_id).version == version)
    assert connection(owner, client_id)["state"] == "connected"
