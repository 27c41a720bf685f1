"""Invitations of many at once, a step a call."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from contracts import accounts
from services.accounts.bulk_invitations import bulk_jobs
from tests.builders import Person, eventually


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Nobody works sendings off meanwhile."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bulk_jobs, "send_some", lambda *_: False)
        yield


def invites(person: Person, *invitations: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    """Begin to invite somebody to each of these clients."""
    with person.acting():
        return accounts.invite_many(person.rpc, invitations, **more)


def comes_to(person: Person, found: Mapping[str, Any], *states: str) -> Mapping[str, Any]:
    def there() -> Mapping[str, Any] | None:
        now = reads(person, found)
        return now if now["state"] in states else None

    arrived: Mapping[str, Any] = eventually(there, within=30)
    return arrived


def reads(person: Person, found: Mapping[str, Any]) -> Mapping[str, Any]:
    with person.acting():
        return accounts.get_bulk_invitation(person.rpc, found["id"])


def rows(person: Person, found: Mapping[str, Any], **query: Any) -> Sequence[Mapping[str, Any]]:
    with person.acting():
        return accounts.list_bulk_rows(person.rpc, found["id"], limit=200, **query)["items"]
