"""The containers of a cluster, by `docker compose` of docker-compose.yml and deploy/compose/cluster.yml."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FILES = (ROOT / "docker-compose.yml", ROOT / "deploy" / "compose" / "cluster.yml")
#: Seconds. The first start makes keys, databases and three copies of everything.
_STARTING, _LOOKING = 600, 60


class ComposeFailed(Exception):
    """A command that did not do what it was to do: what it said."""


@dataclass(frozen=True)
class Container:
    """`name` is the engine's, `service` the part; `state` is like `running`, `health` like `healthy`."""

    name: str
    service: str
    state: str
    health: str

    @property
    def works(self) -> bool:
        return self.state == "running" and self.health in ("healthy", "")


@dataclass(frozen=True)
class ComposeProject:
    """One installation. `files` come after the two of the cluster; `environment` beside the process's own."""

    environment: dict[str, str] = field(default_factory=dict)
    files: tuple[Path, ...] = ()

    def up(self) -> None:
        """Start everything; returns when all of it works. Images are built where they are missing."""
        self.run("up", "--wait", within=_STARTING)

    def down(self) -> None:
        """End everything and remove its data."""
        self.run("down", "--volumes", "--timeout=5", within=_STARTING)

    def containers(self) -> list[Container]:
        """All of them, also those that are away; jobs that have ended are not among them."""
        lines = self.run("ps", "--all", "--format=json").splitlines()
        found = [json.loads(line) for line in lines if line]
        return [
            Container(each["Name"], each["Service"], each["State"], each["Health"])
            for each in found
            if not (each["State"] == "exited" and each["ExitCode"] == 0 and not each["Health"])
        ]

    def json_from(self, services: list[str], *command: str) -> Any:
        """What the first of these that answers prints; None where none does."""
        for service in services:
            try:
                return json.loads(self.run("exec", "-T", service, *command, within=_LOOKING))
            except (ComposeFailed, ValueError):
                continue
        return None

    def run(self, *arguments: str, within: float = _LOOKING) -> str:
        """One command; gives what it printed. Raises `ComposeFailed`."""
        files = os.pathsep.join(map(str, (*FILES, *self.files)))
        try:
            done = subprocess.run(
                ["docker", "compose", *arguments],
                env={**os.environ, **self.environment, "COMPOSE_FILE": files},
                cwd=ROOT,
                capture_output=True,
                text=True,
                timeout=within,
                check=False,
            )
        except FileNotFoundError:
            raise ComposeFailed("There is no docker command.") from None
        except subprocess.TimeoutExpired:
            raise ComposeFailed(f"docker compose {arguments[0]} did not end within {within:.0f} s") from None
        if done.returncode != 0:
            raise ComposeFailed(f"docker compose {arguments[0]}: {done.stderr.strip()[-2000:]}")
        return done.stdout
