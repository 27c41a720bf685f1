"""What is wrong with a process's settings is one line that names the variable, and no traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from chassis.process.settings import environment
from chassis.security import identity, service_keys, vault
from contracts.subscriptions import SERVICES
from tests.ports import free_port

pytestmark = pytest.mark.service

KEY = service_keys.generate_key()
GOOD = {
    "CLIENTELE_BROKER_URL": "amqp://127.0.0.1:1/",
    "CLIENTELE_DATABASE_URL": "postgresql://127.0.0.1:1/none",
    "CLIENTELE_IDENTITY_PUBLIC_KEYS": identity.public_key(identity.generate_private_key()),
    "CLIENTELE_MESSAGE_KEYS": vault.generate_key(),
    "CLIENTELE_SECRET_KEYS": vault.generate_key(),
    "CLIENTELE_SERVICE_KEYS": KEY,
    "CLIENTELE_SERVICE_PUBLIC_KEYS": ",".join(f"{s}={service_keys.public_key(KEY)}" for s in SERVICES),
}


def start(module: str, *arguments: str, **changed: str) -> tuple[int, str]:
    """The exit code, and what it said."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, *arguments],
        env={**os.environ, **GOOD, "CLIENTELE_HEALTH_PORT": str(free_port()), **changed},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return ran.returncode, ran.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLIENTELE_BROKER_URL", "http://broker"),
        ("CLIENTELE_BROKER_URL", "amqp://[broker"),
        ("CLIENTELE_BROKER_URL", "amqp://broker:80000/"),
        ("CLIENTELE_DATABASE_URL", "mysql://x"),
        ("CLIENTELE_HEALTH_PORT", "80000"),
        ("CLIENTELE_LOG_LEVEL", "loud"),
        ("CLIENTELE_WORKERS", "0"),
        ("CLIENTELE_RELAY", "elsewhere"),
        ("CLIENTELE_POOL_SIZE", "-1"),
        ("CLIENTELE_IDENTITY_PUBLIC_KEYS", "none"),
        ("CLIENTELE_SERVICE_KEYS", ""),
        ("CLIENTELE_SERVICE_PUBLIC_KEYS", "accounts"),
        ("CLIENTELE_PREVIOUS_RELEASE_UNTIL", "for ever"),
        ("CLIENTELE_SECRET_KEYS_FILE", "/nowhere"),
    ],
)
@pytest.mark.parametrize(
    "module", [("services.accounts",), ("chassis.relay_process", "accounts")], ids=["service", "relay"]
)
def test_a_bad_setting_is_one_line(module: tuple[str, ...], name: str, value: str) -> None:
    code, printed = start(*module, **{name: value})
    assert code == 2
    assert name in printed
    assert len(printed.splitlines()) == 1, printed


@pytest.mark.parametrize(
    "module",
    [("services.accounts",), ("chassis.relay_process", "accounts"), ("gateway",)],
    ids=["service", "relay", "gateway"],
)
def test_a_taken_health_port_is_one_line(module: tuple[str, ...]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, printed = start(*module, CLIENTELE_HEALTH_PORT=port, CLIENTELE_PORT=str(free_port()))
    assert code == 1
    assert port in printed
    assert len(printed.splitlines()) == 1, printed


def test_values_that_are_given_count_more_than_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTELE_ONE", "here")
    monkeypatch.setenv("CLIENTELE_TWO", "here")
    env = environment({"CLIENTELE_ONE": "given", "CLIENTELE_THREE": "given"})
    assert [env.str(name) for name in ("ONE", "TWO", "THREE")] == ["given", "here", "given"]
    assert environment().str("ONE") == "here"
