"""A command is given only when the release before already obeys it (CONTRIBUTING, "A release").

Otherwise a service that is rolled back, or replaced last, is ordered what it does not know: the order waits.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

from contracts.messages import Command
from contracts.subscriptions import SENDERS, SERVICES

ROOT = Path(__file__).parents[2]


def ordered_by(service: str) -> set[Command]:
    """The commands to others that modules of a service name."""
    package = import_module(f"services.{service}")
    names = (found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))
    modules = [
        import_module(name) for name in names if not name.endswith("__main__") and "migrations" not in name
    ]
    held = [value for module in modules for value in vars(module).values()]
    named = [c for value in held for c in (value.values() if isinstance(value, dict) else [value])]
    return {c for c in named if isinstance(c, Command) and c.target != service}


def test_somebody_orders_something() -> None:
    assert {c.type for service in SERVICES for c in ordered_by(service)} >= {"GrantClientAccess"}


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_ordered_was_obeyed_by_the_release_before(service: str) -> None:
    last = (ROOT / "deploy" / "releases.txt").read_text().splitlines()[-1].split()[0]
    kept = ROOT / "contracts" / "releases" / last / "commands"
    obeyed = {path.stem for path in kept.glob("*.json")}
    assert {f"{command.target}.{command.type}" for command in ordered_by(service)} <= obeyed


@pytest.mark.parametrize("service", SERVICES)
def test_nobody_orders_but_who_may(service: str) -> None:
    for command in ordered_by(service):
        assert service in SENDERS[command.type]
