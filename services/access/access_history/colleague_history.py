"""What role a colleague had, and which clients they could see, as of a moment (docs/adr/0057)."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.database import paging
from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from chassis.security.identity import Caller
from contracts.access import ClientReached, ColleagueAccess, GetColleagueAccess, PracticeRole
from contracts.errors import NotFound
from contracts.moments import moment
from services.access import permissions
from services.access.access_history import history_lines, replayed_access
from services.access.audit_trail import trail_names

#: How many clients of the practice are looked at for one page: who sees few of many finds them over several.
_MOST = 500


def of(database: Database, caller: Caller, query: GetColleagueAccess) -> ColleagueAccess:
    """A page, for admins. Raises `NotFound` where no line names the colleague, `RoleRequired`."""
    at = query.at or now()
    after = paging.read_cursor(query.cursor, str)
    with database.read() as connection:
        practice_id = permissions.admin(connection, caller).account_id
        client_ids = history_lines.client_ids(
            connection, practice_id, at, after[0] if after is not None else "", _MOST + 1
        )
        looked_at = client_ids[:_MOST]
        practice = replayed_access.replay(history_lines.up_to(connection, practice_id, at, looked_at))
        if query.user_id not in practice.colleagues and not history_lines.names(
            connection, practice_id, query.user_id
        ):
            raise NotFound(what="colleague")
        reached = [
            (client_id, reasons)
            for client_id in looked_at
            if (reasons := practice.reasons(query.user_id, client_id, at))
        ]
        shown = reached[: query.limit]
        named = [query.user_id, *(client_id for client_id, _ in shown)]
        names = trail_names.names_of(connection, practice_id, named)
    last = _last(looked_at, shown, more_reached=len(reached) > len(shown), more=len(client_ids) > _MOST)
    colleague = practice.colleagues.get(query.user_id)
    items: list[ClientReached] = [
        {"client_id": client_id, "name": names.get(client_id), "reasons": reasons}
        for client_id, reasons in shown
    ]
    return {
        "user_id": query.user_id,
        "name": names.get(query.user_id),
        "at": moment(at),
        "role": PracticeRole(colleague.role) if colleague is not None else None,
        "status": colleague.status if colleague is not None else None,
        "items": items,
        "next_cursor": paging.write_cursor(last) if last is not None else None,
    }


def _last(
    looked_at: list[str], shown: Sequence[tuple[str, object]], *, more_reached: bool, more: bool
) -> str | None:
    """The client that the next page begins after; None where there is no next page."""
    if more_reached:
        return shown[-1][0]
    return looked_at[-1] if more else None
