"""Each service's README lists what it publishes, orders, obeys and subscribes to: exactly that."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contracts.messages import Event
from contracts.subscriptions import COMMANDS, EVENTS, SENDERS, SERVICES, SUBSCRIPTIONS

SERVICES_FOLDER = Path(__file__).parents[2] / "services"
_NAME = re.compile(r"`((?:[a-z]+\.)?[A-Z][A-Za-z]+)`")


def listed(service: str, title: str) -> list[str]:
    """The messages in the entry of this title of a service's README."""
    text = (SERVICES_FOLDER / service / "README.md").read_text()
    entry = re.search(rf"^- \*\*{title}\*\*:(.*?)(?=^- |^$)", text, re.MULTILINE | re.DOTALL)
    return sorted(_NAME.findall(entry[1])) if entry else []


@pytest.mark.parametrize("service", SERVICES)
class TestAReadme:
    def test_lists_the_events_that_the_service_publishes(self, service: str) -> None:
        assert listed(service, "Publishes") == sorted(each.type for each in EVENTS if each.source == service)

    def test_lists_the_commands_that_it_orders(self, service: str) -> None:
        ordered = [f"{each.target}.{each.type}" for each in COMMANDS if service in SENDERS[each.type]]
        assert listed(service, "Orders") == sorted(ordered)

    def test_lists_the_commands_that_it_obeys(self, service: str) -> None:
        assert listed(service, "Obeys") == sorted(each.type for each in COMMANDS if each.target == service)

    def test_lists_the_events_that_it_subscribes_to(self, service: str) -> None:
        taken_in = [each for each in SUBSCRIPTIONS if each.service == service]
        assert listed(service, "Subscribes to") == sorted(
            each.handler for each in taken_in if isinstance(each.message, Event) and not each.retired
        )

    def test_lists_the_queues_that_it_works_off_only(self, service: str) -> None:
        """They get messages while the release before runs (docs/adr/0068)."""
        retired = [each for each in SUBSCRIPTIONS if each.service == service and each.retired]
        assert listed(service, "Retired") == sorted(each.handler for each in retired)
