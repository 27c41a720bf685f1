"""The colleagues of a practice, as api.md shows them."""

from __future__ import annotations

from sqlalchemy import Connection, Row, bindparam, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from chassis import context
from chassis.database import paging
from chassis.database.engine import Database
from chassis.database.prepared import Prepared
from chassis.security.identity import Caller
from contracts.access import Colleague as ShownColleague
from contracts.access import (
    ColleaguePage,
    ColleaguesFound,
    ColleaguesNamed,
    ColleagueStatus,
    PageQuery,
    PracticeRole,
)
from contracts.errors import NotFound
from services.access import permissions
from services.access.client_access import lasting_grants
from services.access.members import memberships
from services.access.tables import ClientAccess, Membership, TeamMember, User

_COLLEAGUE = (
    select(
        User.id, memberships.shown_name, User.email, Membership.role, Membership.permissions,
        Membership.status, Membership.owner, Membership.version,
    )
    .add_columns(
        func.array(
            select(TeamMember.team_id)
            .where(TeamMember.user_id == User.id, TeamMember.practice_id == Membership.account_id)
            .order_by(TeamMember.team_id)
            .correlate(User, Membership)
            .scalar_subquery(),
            type_=ARRAY(Text),
        ).label("team_ids"),
        select(func.count())
        .where(ClientAccess.practice_id == Membership.account_id, lasting_grants.managed_by(User.id))
        .correlate(User, Membership)
        .scalar_subquery()
        .label("manages_clients"),
    )
    .join(User, User.id == Membership.user_id)
    .where(Membership.status != "removed", ~Membership.program)
)  # fmt: skip
_OF_PRACTICE = (
    _COLLEAGUE.where(Membership.account_id == bindparam("practice_id"))
    .order_by(memberships.shown_name, User.id)
    .limit(bindparam("row_limit"))
)
_FIRST_PAGE = Prepared("colleagues", _OF_PRACTICE)
_LATER_PAGE = Prepared(
    "colleagues_after",
    _OF_PRACTICE.where(
        tuple_(memberships.by_shown_name, User.id)
        > tuple_(bindparam("after_name", type_=Text), bindparam("after_id", type_=Text))
    ),
)


def page(database: Database, caller: Caller, query: PageQuery) -> ColleaguePage:
    """The colleagues of the caller's practice, by name, for who may add clients or manage the team."""
    after = paging.read_cursor(query.cursor, str, str)
    with database.read() as connection:
        actor = permissions.adder(connection, caller)
        wanted: dict[str, object] = {"practice_id": actor.account_id, "row_limit": query.limit + 1}
        if after is None:
            rows = _FIRST_PAGE.all(connection, wanted)
        else:
            wanted["after_name"], wanted["after_id"] = after
            rows = _LATER_PAGE.all(connection, wanted)
    shown = paging.page(rows, query.limit, lambda row: (row.name, row.id))
    return {"items": [_view(row) for row in shown["items"]], "next_cursor": shown["next_cursor"]}


def get(database: Database, caller: Caller, user_id: str) -> ShownColleague:
    """One colleague. Raises `NotFound`."""
    with database.read() as connection:
        actor = permissions.adder(connection, caller)
        return view(connection, actor.account_id, user_id)


@context.across_accounts
def by_email(database: Database, wanted: ColleaguesNamed) -> ColleaguesFound:
    """The colleagues whom a list names by their addresses: for accounts, which knows them by name alone."""
    with database.read() as connection:
        found = memberships.by_email(connection, wanted.practice_id, wanted.emails)
    return {"items": [{"user_id": each.user_id, "email": each.email} for each in found]}


def view(connection: Connection, practice_id: str, user_id: str) -> ShownColleague:
    """A colleague as api.md shows them. Raises `NotFound`."""
    query = _COLLEAGUE.where(Membership.account_id == practice_id, Membership.user_id == user_id)
    found = connection.execute(query).first()
    if found is None:
        raise NotFound(what="colleague")
    return _view(found)


def _view(row: Row[*tuple[object, ...]]) -> ShownColleague:
    return {
        "id": row.id,
        "name": row.name,
        "email": row.email,
        "role": PracticeRole(row.role),
        "permissions": list(row.permissions),
        "status": ColleagueStatus(row.status),
        "owner": row.owner,
        "version": row.version,
        "team_ids": list(row.team_ids),
        "manages_clients": row.manages_clients,
    }
