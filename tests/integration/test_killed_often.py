"""Whoever is killed however often, what was answered 201 is one client and one effect (product.md 9.1)."""

from __future__ import annotations

import re
from pathlib import Path

import eventlet
import pytest

from tests.cluster import effects, random_kills
from tests.cluster.random_kills import RandomKills
from tests.cluster.steady_load import SteadyLoad
from tests.connections.stage import Stage
from tests.integration.practice import PracticeOverHttp
from tests.integration.system import System

#: Of so many kills one is the database's and one the broker's.
_SERVERS = 40
#: Seconds for each kill, at most.
_EACH = 60


@pytest.mark.timeout(600 + _EACH * random_kills.wanted(0))
def test_processes_killed_by_chance_lose_nothing_and_do_nothing_twice(running: System) -> None:
    practice = PracticeOverHttp(running.gateway_url)
    load = SteadyLoad(
        practice, _MailLines(running.folder / "mail"), Stage(running.vendors_url), one_invited_of=12
    )
    ours = running.parts()
    names = [*ours * _SERVERS, *["postgres", "rabbitmq"] * len(ours)]

    def kill(name: str) -> bool:
        if name == "postgres":
            running.backing.kill_database()
        elif name == "rabbitmq":
            running.backing.kill_broker()
        elif running.is_at_work(name):
            running.kill(name)
            running.start_part(name)
        else:
            eventlet.sleep(0.1)
            return False
        return True

    kills = RandomKills(names, kill)
    times = random_kills.wanted(36)
    with load.going_on():
        eventlet.sleep(1)
        kills.amid(load, times)
    print(f"\n{kills.figures()}: {load.figures()}")  # noqa: T201  figures to watch
    assert len(load.added) >= times * random_kills.ADDED_FOR_EACH
    effects.assert_one_of_each(practice, load)


class _MailLines:
    """The lines of all mail that say whom it is to or have a token; each file is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, str] = {}

    def __call__(self) -> str:
        for path in sorted(self._folder.glob("*.eml")):
            if path not in self._read:
                lines = path.read_text(errors="replace").splitlines()
                kept = [
                    line for line in lines if re.match("(?i)X-Envelope-To: ", line) or "/invitation#" in line
                ]
                self._read[path] = "\n".join(kept)
        return "\n".join(self._read[path] for path in sorted(self._read))
