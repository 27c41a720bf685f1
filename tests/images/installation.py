"""The product as docker-compose.yml runs it, to be stopped and started part by part."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import requests
import yaml

from contracts.subscriptions import SERVICES
from tests import containers
from tests.builders import eventually, unique
from tests.containers import docker
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
READ_METRICS = (
    "import urllib.request as r; print(r.urlopen('http://127.0.0.1:8081/metrics', timeout=3).read().decode())"
)


class Installation:
    """One `docker compose` project. `url` is where the product answers."""

    def __init__(self, tag: str, folder: Path) -> None:
        self.project = unique("clientele-tests").lower()
        self._labels = folder / "labels.yml"
        self._labels.write_text(json.dumps(_ours()))
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.tag = tag
        self._environment = {
            **os.environ,
            **{_setting(name): tag for name in (*SERVICES, "gateway", "setup", "mailbox")},
            "CLIENTELE_PORT": str(port),
            "CLIENTELE_INTAKE_LISTEN": f"127.0.0.1:{free_port()}",
            "CLIENTELE_VENDORS_PORT": str(free_port()),
            "CLIENTELE_RATE_LIMITS": "false",
            "CLIENTELE_EMAIL_LOOK_UPS_PER_HOUR": "1000000",
        }

    def up(self) -> None:
        """Start everything, two of each service, and return when Docker says that it works."""
        replicas = [f"--scale={name}=2" for name in SERVICES]
        self.compose("up", "--no-build", "--wait", *replicas, within=240)

    def run_previous(self, *parts: str, tag: str) -> None:
        """Have these parts at another tag and all others at their own, as docs/operations.md says."""
        changed = []
        for part in (*SERVICES, "gateway"):
            wanted = tag if part in parts else self.tag
            if self._environment[_setting(part)] != wanted:
                self._environment[_setting(part)] = wanted
                changed += [part] if part == "gateway" else [part, f"{part}-relay"]
        self.compose("up", "--no-build", "--no-deps", "--wait", *changed, within=240)

    def believe_unsigned(self, *, today: bool) -> None:
        """Begin or end the time in which parts of the release before are at work (docs/operations.md)."""
        self._environment["CLIENTELE_PREVIOUS_RELEASE_UNTIL"] = (
            str(datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)) if today else ""
        )
        relays = [f"{name}-relay" for name in SERVICES]
        self.compose("up", "--no-build", "--no-deps", "--wait", *SERVICES, *relays, "gateway", within=240)

    def down(self) -> None:
        """Stop everything and remove its data."""
        down = ("down", "--volumes", "--timeout=5")
        if self.compose(*down, check=False, within=120).returncode != 0:
            # The engine had not let go of a network yet whose container had been killed.
            self.compose(*down, within=120)

    def environment(self) -> dict[str, str]:
        """With which `docker compose` means this installation, in any folder."""
        files = f"{COMPOSE}:{self._labels}"
        return {**self._environment, "COMPOSE_PROJECT_NAME": self.project, "COMPOSE_FILE": files}

    def compose(
        self, *arguments: str, check: bool = True, within: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """One `docker compose` command."""
        done = subprocess.run(
            ["docker", "compose", *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
        )
        if check and done.returncode != 0:
            logs = self.compose("logs", "--tail=15", check=False).stdout if arguments[0] == "up" else ""
            raise AssertionError(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}\n{logs}")
        return done

    def containers(self, *services: str) -> list[str]:
        """The ids of the containers of these services, of all without any; finished jobs too."""
        return self.compose("ps", "--all", "--quiet", *services).stdout.split()

    def stop(self, *containers: str) -> None:
        """Stop containers gracefully, and wait."""
        docker("stop", "-t", "40", *containers, within=90)

    def start(self, *containers: str) -> None:
        docker("start", *containers)

    def inspect(self, *containers: str) -> list[dict[str, Any]]:
        return list(json.loads(docker("inspect", *containers).stdout))

    def answers_ready(self, container: str) -> bool:
        """What a container's own health check would find now, rather than at its next turn."""
        request = ("python", "-S", "-m", "chassis.alive", "/readyz")
        return docker("exec", container, *request, check=False).returncode == 0

    def run_in(self, service: str, *command: str, replica: int = 1, check: bool = True) -> str:
        """Run a command in a service's container; gives what it printed."""
        arguments = ("exec", "-T", f"--index={replica}", service, *command)
        done = self.compose(*arguments, check=check)
        return done.stdout + done.stderr

    def calls_answered_by(self, service: str, replica: int) -> float:
        """How many calls one replica has answered, by its metrics."""
        text = self.run_in(service, "python", "-c", READ_METRICS, replica=replica)
        return sum(float(n) for n in re.findall(r"^clientele_call_seconds_count{.*} (\S+)$", text, re.M))

    def sql(self, service: str, query: str) -> str:
        """The result of a query in a service's database, unadorned."""
        command = ("psql", "-h", "127.0.0.1", "-U", "postgres", "-d", service, "-Atc", query)
        return self.run_in(
            "postgres", "bash", "-c", 'PGPASSWORD=$(cat /secrets/superuser) exec "$@"', "-", *command
        )

    def parts(self) -> dict[str, str]:
        """What `/readyz` says of each part; empty where the gateway does not answer."""
        with contextlib.suppress(requests.RequestException):
            return dict(requests.get(f"{self.url}/readyz", timeout=5).json()["parts"])
        return {}

    def is_ready(self) -> bool:
        parts = self.parts()
        return bool(parts) and set(parts.values()) == {"ok"}

    def until_ready(self, within: float = 60) -> None:
        eventually(self.is_ready, within=within)

    def mail_to(self, address: str) -> str:
        """The mail to an address, from the mailbox's files; empty where there is none."""
        return self.run_in(
            "mailbox", "sh", "-c", f"grep -l '^X-Envelope-To: {address}' /mail/*.eml | xargs -r cat"
        )

    def token_for(self, address: str) -> str:
        """The token of the invitation to an address; waits for it."""
        found = eventually(lambda: re.search(r"/invitation#(\S+)", self.mail_to(address)), within=30)
        return str(found[1])

    def texted_token_for(self, mobile: str) -> str:
        """The token of the link in the text to a number, as the sandbox's phone shows it."""
        page = requests.get(f"{self.url}/sandbox/phone", timeout=5).text
        found = re.search(rf'To {re.escape(mobile)}.*?href="{self.url}/invitation#([^"]+)"', page, re.S)
        assert found is not None, page
        return found[1]


def _setting(part: str) -> str:
    return f"CLIENTELE_{part.upper()}_TAG"


def _ours() -> dict[str, Any]:
    """What tests add to docker-compose.yml: whose everything is, and nothing starts again by itself."""
    parts = yaml.safe_load(COMPOSE.read_text())
    labels = {"labels": {containers.LABEL: containers.owner()}}
    return {
        "services": {name: {"restart": "no", **labels} for name in parts["services"]},
        "networks": dict.fromkeys(parts["networks"], labels),
        "volumes": dict.fromkeys(parts["volumes"], labels),
    }
