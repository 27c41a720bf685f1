"""A command is given only when the release before already obeys it (CONTRIBUTING, "A release").

Otherwise a service that is rolled back, or replaced last, is ordered what it does not know: the order waits.
"""

from __future__ import annotations

import json
import pkgutil
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from marshmallow import missing

from contracts import fields
from contracts.invitations.events import INVITE_TO_CLIENT, InviteToClientData
from contracts.messages import Command
from contracts.shapes import as_given
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


def _kept() -> Path:
    """The commands of the release before."""
    last = (ROOT / "deploy" / "releases.txt").read_text().splitlines()[-1].split()[0]
    return ROOT / "contracts" / "releases" / last / "commands"


def test_somebody_orders_something() -> None:
    assert {c.type for service in SERVICES for c in ordered_by(service)} >= {"GrantClientAccess"}


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_ordered_was_obeyed_by_the_release_before(service: str) -> None:
    obeyed = {path.stem for path in _kept().glob("*.json")}
    assert {f"{command.target}.{command.type}" for command in ordered_by(service)} <= obeyed


@pytest.mark.parametrize("service", SERVICES)
def test_what_an_order_says_beyond_the_release_before_can_be_left_out(service: str) -> None:
    """That release refuses a field that it does not know; what is as it would be anyway is not sent."""
    for command in ordered_by(service):
        known = json.loads((_kept() / f"{command.target}.{command.type}.json").read_text())["properties"]
        declared = fields.instance(command.schema).fields
        assert [n for n in declared.keys() - known if declared[n].load_default is missing] == []


def test_what_is_as_it_would_be_anyway_is_not_sent() -> None:
    order = InviteToClientData(
        invitation_id="inv_1",
        client_id="client_1",
        client_name="Acme",
        practice_id="prac_1",
        practice_name="Smith & Co",
        invited_by="user_1",
        invited_by_name="Ann",
        sealed="x",
    )
    sent = fields.dump(INVITE_TO_CLIENT.schema, order)
    assert sent.keys() == as_given(order).keys() - {"may_wait"}
    assert fields.dump(INVITE_TO_CLIENT.schema, replace(order, may_wait=True)) == {**sent, "may_wait": True}


@pytest.mark.parametrize("service", SERVICES)
def test_nobody_orders_but_who_may(service: str) -> None:
    for command in ordered_by(service):
        assert service in SENDERS[command.type]
