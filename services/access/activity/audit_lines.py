"""The audit trail (product.md 8.5): each practice's is a chain of lines, written with what they tell of.

A line's hash is of the line before and its own body, so that no line can be changed, taken out or put in
unseen (`services.access.chain` looks). See docs/adr/0010.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from sqlalchemy import select, text

from chassis import context
from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork, now
from contracts.access import ActivityKind
from contracts.moments import moment
from services.access.tables import ClientAccess, Membership

#: Written in the transaction's last round trip, so that the practice's head is locked for one commit only.
_APPEND = Prepared(
    "append_activity",
    text(
        """
        WITH head AS (
            INSERT INTO activity_heads (practice_id, place, hash)
            VALUES (CAST(:practice_id AS text), 1,
                encode(sha256(convert_to(CAST(:practice_id AS text) || CAST(:body AS text), 'UTF8')), 'hex'))
            ON CONFLICT (practice_id) DO UPDATE SET
                place = activity_heads.place + 1,
                hash = encode(sha256(convert_to(activity_heads.hash || CAST(:body AS text), 'UTF8')), 'hex')
            RETURNING place, hash
        )
        INSERT INTO activity (practice_id, place, at, kind, actor_id, client_id, user_id, body, hash)
        SELECT CAST(:practice_id AS text), head.place, CAST(CAST(:at AS text) AS timestamptz),
            CAST(:kind AS text), CAST(:actor_id AS text), CAST(:client_id AS text),
            CAST(:user_id AS text), CAST(:body AS text), head.hash
        FROM head
        """
    ),
)


def note(
    uow: UnitOfWork,
    kind: str,
    *,
    practice_id: str,
    actor_id: str | None,
    client_id: str | None = None,
    user_id: str | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    **more: object,
) -> None:
    """Write that something was changed, by whom, from what to what, in the transaction that changes it.

    `kind` is an `ActivityKind`, so that pages have a sentence for it; `user_id` is whom it concerns. No
    addresses and no secrets: people are named by their ids, as a line can never be taken out.
    """
    at = moment(now())
    columns = {
        "practice_id": practice_id,
        "at": at,
        "kind": ActivityKind(kind).value,
        "actor_id": actor_id,
        "client_id": client_id,
        "user_id": user_id,
    }
    body = {
        **columns,
        "before": before,
        "after": after,
        **more,
        "correlation_id": context.current().correlation_id,
    }
    line = {**columns, "body": orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()}
    uow.last(_APPEND, line, order=practice_id)


def note_about_user(
    uow: UnitOfWork,
    kind: str,
    user_id: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write what a user did with their own credentials, for each practice that they can act in."""
    clients = select(ClientAccess.practice_id).join(
        Membership, Membership.account_id == ClientAccess.client_id
    )
    practices = select(Membership.account_id).where(
        Membership.account_id.startswith("prac_", autoescape=True)
    )
    own = (Membership.user_id == user_id) & (Membership.status == "active")
    for practice_id in sorted(uow.execute(practices.where(own).union(clients.where(own))).scalars()):
        note(
            uow, kind, practice_id=practice_id, actor_id=user_id, user_id=user_id, before=before, after=after
        )
