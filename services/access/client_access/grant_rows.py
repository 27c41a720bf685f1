"""A client's access as it is locked and written."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.unit_of_work import UnitOfWork
from contracts.access import AccessLevel
from services.access.client_access import current_access, end_notices, ended_grants, granted_events
from services.access.client_access.grant_ends import EVERYONE, MANAGER, NEVER, Ends
from services.access.client_access.grant_levels import ALL_MANAGE, Levels
from services.access.client_access.granted_access import Access, Granted
from services.access.client_access.held_clients import hold
from services.access.client_access.held_responsibilities import Held
from services.access.tables import ClientAccess, ClientColleague, ClientResponsibility, ClientTeam
from services.access.teams import team_members


def lock(uow: UnitOfWork, client_id: str) -> Granted:
    """A client's access, which nobody else changes meanwhile. What has ended by itself is gone from it."""
    hold(uow, client_id)
    ended_grants.end_over(uow, client_id)
    return current_access.find(uow.connection, client_id)


def write(uow: UnitOfWork, actor_id: str, before: Granted, wanted: Access) -> str:
    """Replace a client's access by what is wanted, and tell; gives the message's id."""
    client_id = before.client_id
    if wanted.ends:
        # What is given for less than two days needs no notice; what was there may, if the job is late.
        end_notices.notice(uow, client_id)
        end_notices.pass_over(uow, client_id)
    clear(uow, client_id)
    give(
        uow, before.practice_id, client_id, wanted.colleague_ids, wanted.team_ids, wanted.ends, wanted.levels
    )
    make_responsible(uow, before.practice_id, client_id, wanted.responsibilities)
    uow.execute(
        update(ClientAccess)
        .where(ClientAccess.client_id == client_id)
        .values(
            everyone=wanted.everyone,
            everyone_ends_at=wanted.ends.get(EVERYONE),
            account_manager_id=wanted.account_manager_id,
            manager_ends_at=wanted.ends.get(MANAGER),
            version=ClientAccess.version + 1,
        )
    )
    granted_events.note(uow, before.practice_id, actor_id, client_id, before.access, wanted)
    return granted_events.tell(uow, client_id)


def clear(uow: UnitOfWork, client_id: str) -> None:
    """Take away what colleagues and teams have been given, and the responsibilities."""
    uow.execute(delete(ClientColleague).where(ClientColleague.client_id == client_id))
    uow.execute(delete(ClientTeam).where(ClientTeam.client_id == client_id))
    uow.execute(delete(ClientResponsibility).where(ClientResponsibility.client_id == client_id))


def give(
    uow: UnitOfWork,
    practice_id: str,
    client_id: str,
    colleague_ids: Sequence[str],
    team_ids: Sequence[str],
    ends: Ends = NEVER,
    levels: Levels = ALL_MANAGE,
) -> None:
    """Give access to colleagues, and to those of the teams that are there."""
    place = {"client_id": client_id, "practice_id": practice_id}

    def given(subject: str) -> dict[str, object]:
        return {**place, "ends_at": ends.get(subject), "level": levels.get(subject, AccessLevel.MANAGE)}

    if colleague_ids:
        rows = [{**given(user_id), "user_id": user_id} for user_id in colleague_ids]
        uow.execute(upsert(ClientColleague).on_conflict_do_nothing(), rows)
    if team_ids:
        known = team_members.known(uow.connection, practice_id, team_ids)
        rows = [{**given(team_id), "team_id": team_id} for team_id in sorted(known)]
        if rows:
            uow.execute(upsert(ClientTeam).on_conflict_do_nothing(), rows)


def make_responsible(uow: UnitOfWork, practice_id: str, client_id: str, held: Held) -> None:
    """Let each have the responsibility that is to be theirs; nobody has one yet."""
    place = {"client_id": client_id, "practice_id": practice_id}
    rows = [{**place, "responsibility_id": each, "user_id": user_id} for each, user_id in held.items()]
    if rows:
        uow.execute(insert(ClientResponsibility), rows)
