"""What a page waits for: what happens in a practice or to one of its clients, or an import that goes on.

Each is read with the rights that its reader has at that moment (product.md 8.4).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from chassis import context
from contracts import accounts, connections
from contracts.connections.event_feed import LATEST, EventPage
from gateway.calls import import_watch
from gateway.calls.services import Services
from gateway.calls.shared_watch import Mark
from gateway.http.requests import Request

#: Seconds for one look.
_PATIENCE = 2.7


class Source(Protocol):
    #: Whether nothing comes of it that is not said here, so that a page need not look by itself.
    says_all: bool

    def wait(self, within: float) -> bool:
        """Whether it went on `within` so many seconds."""

    def goes_on(self) -> bool:
        """Read how far it is; whether that is news for who waits. Raises what a read of it raises."""


class PracticeEvents:
    """The practice's feed, or what of it is about one client. Raises `PracticeAccountRequired`."""

    says_all = False

    def __init__(self, request: Request, services: Services, client_id: str) -> None:
        self._request, self._services, self._client_id = request, services, client_id
        self._page = self._read(LATEST)

    def wait(self, within: float) -> bool:
        account_id = self._request.signed_in.account_id
        return self._services.events.wait(account_id, self._page.get("position", 0), within)

    def goes_on(self) -> bool:
        self._page = self._read(self._page["cursor"])
        return any(self._is_about_it(event) for event in self._page["items"])

    def _is_about_it(self, event: connections.CloudEvent) -> bool:
        return not self._client_id or event["data"].get("client_id") == self._client_id

    def _read(self, after: str) -> EventPage:
        with _as_now(self._request, self._services):
            return connections.list_events(self._services.rpc, after=after, limit=100)


class ImportSteps:
    """An import at work. Raises `NotFound`, `RoleRequired`."""

    says_all = True

    def __init__(self, request: Request, services: Services, import_id: str) -> None:
        self._request, self._services, self._import_id = request, services, import_id
        # Accounts of the release before cannot say how far imports are: a page then looks by itself.
        accounts.import_progress(services.rpc, import_ids=[import_id])
        self._mark = self._read()

    def wait(self, within: float) -> bool:
        return self._services.imports.wait(self._import_id, self._mark, within)

    def goes_on(self) -> bool:
        self._mark = self._read()
        return True

    def _read(self) -> Mark:
        with _as_now(self._request, self._services):
            return import_watch.mark_of(accounts.get_import(self._services.rpc, self._import_id))


def of(request: Request, services: Services, *, client_id: str, import_id: str) -> Source:
    if import_id:
        return ImportSteps(request, services, import_id)
    return PracticeEvents(request, services, client_id)


@contextmanager
def _as_now(request: Request, services: Services) -> Iterator[None]:
    """As whoever is signed in by now. Raises `Unauthenticated`."""
    request.act_as(services.identities.of(request.signed_in.credential))
    with context.enter(replace(request.context, deadline=time.time() + _PATIENCE)):
        yield
