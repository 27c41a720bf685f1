"""Whether an attempt to redeem an invitation made somebody a member."""

from __future__ import annotations

from chassis import context
from chassis.database.engine import Database
from chassis.database.idempotency import IdempotentWrite
from chassis.database.kept_answers import refuse, replay
from chassis.rpc import wire
from contracts.access import ADD_INVITED_MEMBER, ResolvedRedemption, ResolveRedemption, redemption
from contracts.errors import NotFound


@context.across_accounts
def resolve(database: Database, request: ResolveRedemption) -> ResolvedRedemption:
    """Who became a member by an attempt to redeem an invitation; where nobody did, nobody will.

    The attempt's own key is taken for a refusal, so that a request on its way finds that it was over before.
    """
    key = wire.derived_key(redemption(request.invitation_id, request.attempt), ADD_INVITED_MEMBER)
    attempt = IdempotentWrite(str(key), None, secret=False)
    refuse(database, attempt, NotFound(what="open invitation"))
    try:
        return {"user_id": replay(database, attempt)["user_id"]}
    except NotFound:
        return {"user_id": None}
