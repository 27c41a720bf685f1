"""Each image holds one part of the product, and runs it without privileges."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.security.service_keys import generate_key, public_key
from contracts.subscriptions import SERVICES
from tests.builders import eventually
from tests.containers import LABEL, docker, owner

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
BASE = "python:3.13-slim-trixie"
MEGABYTE = 1_000_000
PARTS = (*SERVICES, "gateway")
HARDENED = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--pids-limit=64")
_KEY = generate_key()
NOWHERE = {
    "CLIENTELE_BROKER_URL": "amqp://nobody:nothing@127.0.0.1:1//",
    "CLIENTELE_DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/none",
    "CLIENTELE_IDENTITY_PRIVATE_KEY": "A" * 43,
    "CLIENTELE_IDENTITY_PUBLIC_KEYS": "A" * 43,
    "CLIENTELE_SECRET_KEYS": "A" * 43,
    "CLIENTELE_MESSAGE_KEYS": "A" * 43,
    "CLIENTELE_PUBLIC_URL": "https://clientele.example",
    "CLIENTELE_SMTP_URL": "smtp://127.0.0.1:1",
    "CLIENTELE_SERVICE_KEYS": _KEY,
    "CLIENTELE_SERVICE_PUBLIC_KEYS": ",".join(f"{name}={public_key(_KEY)}" for name in SERVICES),
}


def size(image: str) -> int:
    return int(docker("image", "inspect", "--format={{.Size}}", image).stdout)


def run(image: str, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A container of its own, as locked up as the product's."""
    settings = [f"--env={name}={value}" for name, value in environment.items()]
    return docker("run", "--rm", "--network=none", *HARDENED, *settings, image, *command, check=False)


@pytest.fixture(params=PARTS)
def part(request: pytest.FixtureRequest, images: str) -> str:
    return str(request.param)


@pytest.fixture
def image(part: str, images: str) -> str:
    return f"clientele/{part}:{images}"


def test_an_image_holds_its_own_code_the_chassis_and_the_contracts(image: str, part: str) -> None:
    own = {"gateway"} if part == "gateway" else {"services"}
    assert set(run(image, "ls", "/srv").stdout.split()) == {"chassis", "contracts", *own}
    if part != "gateway":
        services = set(run(image, "ls", "/srv/services").stdout.split())
        assert services - {"__pycache__"} == {"__init__.py", part}
    others = [f"*/services/{name}/*" for name in SERVICES if name != part]
    others += [] if part == "gateway" else ["/srv/gateway/*"]
    paths = [argument for pattern in others for argument in ("-o", "-path", pattern)][1:]
    search = ["find", "/srv", "/opt", "/home", "(", *paths, ")", "-print", "-quit"]
    assert run(image, *search).stdout == ""


def test_an_image_is_small(image: str) -> None:
    assert size(image) - size(BASE) <= 250 * MEGABYTE


def test_an_image_says_its_version(image: str, part: str) -> None:
    folder = ROOT / part if part == "gateway" else ROOT / "services" / part
    labels = json.loads(docker("image", "inspect", "--format={{json .Config.Labels}}", image).stdout)
    assert labels["org.opencontainers.image.version"] == (folder / "VERSION").read_text().strip()


def test_an_image_runs_as_nobody_in_particular(image: str) -> None:
    assert run(image, "id", "-u").stdout.strip() == "10001"
    writable = run(image, "find", "/srv", "/opt", "-writable", "-not", "-type", "l", "-print", "-quit")
    assert writable.stdout == ""


def test_an_image_has_no_installer(image: str) -> None:
    assert "No module named pip" in run(image, "/opt/venv/bin/python", "-m", "pip").stderr


def test_a_missing_setting_is_one_line(image: str, part: str) -> None:
    done = run(image)
    assert done.returncode == 2
    assert done.stderr == f'{part}: Environment variable "CLIENTELE_BROKER_URL" not set\n'
    assert done.stdout == ""


def test_a_wrong_setting_is_one_line(image: str, part: str) -> None:
    done = run(image, **{**NOWHERE, "CLIENTELE_BROKER_URL": "redis://cache.example"})
    assert done.returncode == 2
    assert done.stderr == f"{part}: CLIENTELE_BROKER_URL: must begin with amqp:// or amqps:// or memory://\n"


def test_a_secret_that_is_not_mounted_is_one_line(image: str, part: str) -> None:
    done = run(image, CLIENTELE_BROKER_URL_FILE="/secrets/broker-url")
    assert done.returncode == 2
    assert done.stderr == f"{part}: CLIENTELE_BROKER_URL_FILE: /secrets/broker-url cannot be read\n"


def test_a_migration_without_a_database_is_one_line(images: str) -> None:
    migrate = ("python", "-m", "chassis.migrations", "upgrade", "accounts")
    done = run(f"clientele/accounts:{images}", *migrate, **NOWHERE)
    assert done.returncode == 1
    assert done.stderr.startswith("accounts: database not usable: ")
    assert done.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def stranded(images: str) -> Iterator[dict[str, str]]:
    """Every part without any network, by name: its container."""
    settings = [f"--env={name}={value}" for name, value in NOWHERE.items()]
    run = ("run", "--detach", f"--label={LABEL}={owner()}", "--network=none", *HARDENED, *settings)
    relay = ("python", "-m", "chassis.relay_process", "accounts")
    containers: dict[str, str] = {}
    try:
        for part in (*PARTS, "accounts-relay"):
            command = relay if part == "accounts-relay" else ()
            image = f"clientele/{part.removesuffix('-relay')}:{images}"
            containers[part] = docker(*run, image, *command).stdout.strip()
        yield containers
    finally:
        docker("rm", "--force", *containers.values())


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        # It has no volume either, so that there is nowhere to keep documents.
        ("accounts", {"broker", "database", "documents", "migrations", "row_level_security"}),
        *(
            (service, {"broker", "database", "migrations", "row_level_security"})
            for service in SERVICES
            if service != "accounts"
        ),
        ("accounts-relay", {"broker", "database"}),
        ("gateway", {"broker"}),
    ],
)
def test_without_broker_and_database_a_part_lives_and_says_what_is_missing(
    stranded: dict[str, str], part: str, missing: set[str]
) -> None:
    container = stranded[part]
    port = ("8000",) if part == "gateway" else ()

    def wanted(path: str) -> subprocess.CompletedProcess[str]:
        return docker("exec", container, "python", "-S", "-m", "chassis.alive", path, *port, check=False)

    eventually(lambda: wanted("/healthz").returncode == 0, within=30)
    answer = wanted("/readyz")
    assert answer.returncode == 1
    said = json.loads(answer.stdout)
    not_ready = {name for name, state in said.get("checks", said.get("parts")).items() if state != "ok"}
    assert missing <= not_ready
    if part != "gateway":
        wanted("/readyz")
        lines = [json.loads(line) for line in docker("logs", container).stdout.splitlines()]
        lost = [(line["part"], bool(line["reason"])) for line in lines if line["event"] == "part_lost"]
        assert sorted(lost) == [(name, True) for name in sorted(missing)]
    docker("stop", "-t", "30", container)
    assert docker("inspect", "--format={{.State.ExitCode}}", container).stdout.strip() == "0"
