"""What shows a missing check beside the permission matrix: two practices that stay apart, and other tests.

They are ordinary tests, run here with a mutant alive: what the matrix cannot ask, such as what a practice has
left in a client, has its test where it belongs.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest

from tests.access.witness_fixtures import definition, fixtures

#: Those about rights alone.
RIGHTS = (
    "tests.access.test_access_requests",
    "tests.access.test_asking_for_more",
    "tests.access.test_ended_requests",
    "tests.access.test_hidden_clients",
    "tests.access.test_levels",
    "tests.access.test_look_ups_for_services",
    "tests.access.test_notices_of_former_clients",
    "tests.access.test_notices_of_two_practices",
    "tests.access.test_permissions",
    "tests.access.test_responsible_colleagues",
    "tests.access.test_session_required",
    "tests.access.test_trails_of_others",
    "tests.accounts.test_bulk_invitation_rights",
    "tests.accounts.test_client_crns",
    "tests.accounts.test_ended_access",
    "tests.accounts.test_known_senders",
    "tests.accounts.test_levels_of_many",
    "tests.accounts.test_import_practices_apart",
    "tests.accounts.test_import_rights",
    "tests.accounts.test_import_undone_later",
    "tests.accounts.test_practices_apart",
    "tests.connections.test_connection_rights",
    "tests.connections.test_event_feed_rights",
    "tests.connections.test_webhook_rights",
    "tests.invitations.test_invitation_rights",
)
MODULES = (
    *RIGHTS,
    "tests.access.test_access_history",
    "tests.access.test_access_reviews",
    "tests.access.test_access_summary",
    "tests.access.test_activity",
    "tests.access.test_bulk_access",
    "tests.access.test_client_access",
    "tests.access.test_client_users",
    "tests.access.test_colleagues",
    "tests.access.test_confirming_email",
    "tests.access.test_leaving",
    "tests.access.test_notice_digests",
    "tests.access.test_own_sessions",
    "tests.access.test_passwords",
    "tests.access.test_programs",
    "tests.access.test_responsibilities",
    "tests.access.test_review_changes",
    "tests.access.test_review_two_practices",
    "tests.access.test_second_factor",
    "tests.access.test_signing_in",
    "tests.access.test_teams",
    "tests.accounts.test_archiving",
    "tests.accounts.test_bulk_invitations",
    "tests.accounts.test_creating",
    "tests.accounts.test_deciding_requests",
    "tests.accounts.test_documents",
    "tests.accounts.test_drafts",
    "tests.accounts.test_duplicates",
    "tests.accounts.test_extract_address_changes",
    "tests.accounts.test_home",
    "tests.accounts.test_listing",
    "tests.accounts.test_responsible_at_creation",
    "tests.accounts.test_responsible_in_lists",
    "tests.accounts.test_import_responsible",
    "tests.accounts.test_import_tables",
    "tests.accounts.test_new_client_requests",
    "tests.accounts.test_practice_links",
    "tests.accounts.test_practice_requests",
    "tests.accounts.test_practices",
    "tests.accounts.test_reading",
    "tests.accounts.test_saved_views",
    "tests.accounts.test_self_employed",
    "tests.accounts.test_settings",
    "tests.connections.test_closing",
    "tests.connections.test_controls_by_level",
    "tests.gateway.test_access_request_pages",
    "tests.connections.test_connecting",
    "tests.connections.test_event_feed",
    "tests.connections.test_over_http",
    "tests.connections.test_projections",
    "tests.connections.test_syncing",
    "tests.connections.test_transferring",
    "tests.connections.test_webhooks",
    "tests.invitations.test_board",
    "tests.invitations.test_branding",
    "tests.invitations.test_inviting",
    "tests.invitations.test_letterheads",
    "tests.invitations.test_resending",
)
#: What wants more than a fixture of its own, or no product.
_TOO_MUCH = frozenset({"request", "cell", "caplog", "capfd", "tmp_path"})


@dataclass(frozen=True)
class Witness:
    """A test, or one of its cases."""

    module: str
    function: str
    case: str
    given: Mapping[str, Any] = field(compare=False)

    def holds(self, session: Mapping[str, Any]) -> bool:
        """Whether it passes, with these fixtures of the session."""
        module = importlib.import_module(self.module)
        function = getattr(module, self.function)
        try:
            with fixtures(module, {**session, **self.given}) as fixture:
                function(**{name: fixture(name) for name in inspect.signature(function).parameters})
        except (Exception, pytest.fail.Exception):  # noqa: BLE001  whatever goes wrong, it does not pass
            return False
        return True


def witnesses() -> Iterator[Witness]:
    """Every test of `MODULES` that needs what can be given here."""
    for name in MODULES:
        module = importlib.import_module(name)
        for known, function in vars(module).items():
            if known.startswith("test_") and inspect.isfunction(function) and _is_simple(module, function):
                for case in _cases(function):
                    yield Witness(name, known, str(case or ""), case)


def _is_simple(module: ModuleType, function: Callable[..., Any]) -> bool:
    needed = set(inspect.signature(function).parameters)
    for name in list(needed):
        found = definition(module, name)
        needed |= set(inspect.signature(found).parameters) if found is not None else set()
    return bool(needed) and needed.isdisjoint(_TOO_MUCH)


def _cases(function: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """What `parametrize` gives it."""
    tables = []
    for mark in getattr(function, "pytestmark", ()):
        if mark.name == "parametrize":
            names, values = mark.args
            names = [each.strip() for each in names.split(",")] if isinstance(names, str) else list(names)
            rows = [getattr(each, "values", each) for each in values]
            tables.append(
                [
                    dict(zip(names, row if len(names) > 1 or _is_set(each) else (row,), strict=True))
                    for row, each in zip(rows, values, strict=True)
                ]
            )
    for chosen in itertools.product(*tables):
        yield {name: value for part in chosen for name, value in part.items()}


def _is_set(value: object) -> bool:
    """Whether it is a `pytest.param`."""
    return hasattr(value, "marks")
