"""Notices of clients that somebody is given: by name, not with a team or with everyone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chassis.database.unit_of_work import UnitOfWork
from contracts.access import NoticeKind
from services.access.client_access.granted_access import Access
from services.access.notices import notice_rows
from services.access.notices.notice_rows import Event


class Change(NamedTuple):
    """What became of one client's access; `before` is None where there was none."""

    client_id: str
    before: Access | None
    after: Access


def newly_given(changes: Sequence[Change]) -> Mapping[tuple[NoticeKind, str], list[str]]:
    """The clients that each colleague was given by these changes, and those to manage."""
    found: dict[tuple[NoticeKind, str], list[str]] = {}
    for client_id, before, after in changes:
        had = set(before.colleague_ids) if before is not None else set()
        given = {*after.colleague_ids, *_newly_responsible(before, after)}
        for user_id in sorted(given - had):
            found.setdefault((NoticeKind.CLIENT_GIVEN, user_id), []).append(client_id)
        manager = after.account_manager_id
        if manager is not None and (before is None or before.account_manager_id != manager):
            found.setdefault((NoticeKind.CLIENT_TO_MANAGE, manager), []).append(client_id)
    return found


def _newly_responsible(before: Access | None, after: Access) -> set[str]:
    """Who has a responsibility that was not theirs."""
    had = before.responsibilities if before is not None else {}
    return {user_id for each, user_id in after.responsibilities.items() if had.get(each) != user_id}


def note(uow: UnitOfWork, practice_id: str, actor_id: str, changes: Sequence[Change]) -> None:
    """Let those who were given a client by them have notice, once for all of them."""
    alike: dict[tuple[NoticeKind, tuple[str, ...]], list[str]] = {}
    for (kind, user_id), client_ids in newly_given(changes).items():
        alike.setdefault((kind, tuple(client_ids)), []).append(user_id)
    for (kind, given), user_ids in alike.items():
        event = Event(
            kind=kind,
            practice_id=practice_id,
            client_id=given[0] if len(given) == 1 else None,
            clients=len(given),
            actor_id=actor_id,
        )
        notice_rows.add(uow, event, user_ids)
