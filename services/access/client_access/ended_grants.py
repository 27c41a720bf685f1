"""What was given until a time that is over: it counts no more by itself, and is then removed."""

from __future__ import annotations

from sqlalchemy import case, delete, false, func, null, select, union_all, update

from chassis.database.unit_of_work import UnitOfWork
from services.access.activity import audit_lines
from services.access.client_access import granted_events, lasting_grants
from services.access.client_access.held_clients import hold
from services.access.tables import ClientAccess, ClientColleague, ClientTeam

_everyone_over = ClientAccess.everyone_ends_at <= func.now()
_manager_over = ClientAccess.manager_ends_at <= func.now()
_DUE = union_all(
    select(ClientColleague.client_id, ClientColleague.ends_at).where(~lasting_grants.colleague),
    select(ClientTeam.client_id, ClientTeam.ends_at).where(~lasting_grants.team),
    select(ClientAccess.client_id, ClientAccess.everyone_ends_at).where(_everyone_over),
    select(ClientAccess.client_id, ClientAccess.manager_ends_at).where(_manager_over),
).subquery()


def end_some(uow: UnitOfWork) -> bool:
    """Remove what has ended of one client, once, whoever else is at it; whether there was something."""
    client_id = uow.execute(select(_DUE.c.client_id).order_by(_DUE.c.ends_at).limit(1)).scalar()
    if client_id is None:
        return False
    hold(uow, client_id)
    end_over(uow, client_id)
    return True


def end_over(uow: UnitOfWork, client_id: str) -> None:
    """Remove what has ended by itself from a client that is held, and tell; a line each says why."""
    if uow.execute(select(_DUE.c.client_id).where(_DUE.c.client_id == client_id).limit(1)).first() is None:
        return
    colleagues = delete(ClientColleague).where(
        ClientColleague.client_id == client_id, ~lasting_grants.colleague
    )
    user_ids = sorted(uow.execute(colleagues.returning(ClientColleague.user_id)).scalars())
    teams = delete(ClientTeam).where(ClientTeam.client_id == client_id, ~lasting_grants.team)
    team_ids = sorted(uow.execute(teams.returning(ClientTeam.team_id)).scalars())
    whole = uow.execute(
        select(
            ClientAccess.practice_id,
            _everyone_over.label("everyone_over"),
            _manager_over.label("manager_over"),
            ClientAccess.everyone,
            ClientAccess.account_manager_id,
        ).where(ClientAccess.client_id == client_id)
    ).one()
    uow.execute(
        update(ClientAccess)
        .where(ClientAccess.client_id == client_id)
        .values(
            version=ClientAccess.version + 1,
            everyone=case((_everyone_over, false()), else_=ClientAccess.everyone),
            everyone_ends_at=case((_everyone_over, null()), else_=ClientAccess.everyone_ends_at),
            account_manager_id=case((_manager_over, null()), else_=ClientAccess.account_manager_id),
            manager_ends_at=case((_manager_over, null()), else_=ClientAccess.manager_ends_at),
        )
    )
    place = {"practice_id": whole.practice_id, "actor_id": None, "client_id": client_id}
    for user_id in user_ids:
        audit_lines.note(uow, "client_access.ended", **place, user_id=user_id)
    for team_id in team_ids:
        audit_lines.note(uow, "client_access.team_ended", **place, team_id=team_id)
    if whole.everyone_over and whole.everyone:
        audit_lines.note(uow, "client_access.everyone_ended", **place)
    if whole.manager_over and whole.account_manager_id is not None:
        audit_lines.note(uow, "client_access.manager_ended", **place, user_id=whole.account_manager_id)
    granted_events.tell(uow, client_id)
