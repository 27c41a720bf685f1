"""Many invitations at once, with a result for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from chassis.database.engine import Database
from chassis.database.idempotency import Replayed
from chassis.database.kept_answers import refuse_repeat, replay
from chassis.rpc.request import Request
from contracts.errors import PracticeAccountRequired, Refusal
from contracts.invitations import (
    BulkResult,
    Invitation,
    InvitationResult,
    InvitationResults,
    ManyInvitations,
    ResendInvitation,
    RevokeInvitation,
)
from contracts.messages import Call

One = TypeVar("One", ResendInvitation, RevokeInvitation)


def each(
    database: Database,
    request: Request[ManyInvitations],
    call: Call[One, Invitation],
    named: Callable[[str], One],
    act: Callable[[Request[One]], Invitation],
) -> InvitationResults:
    """Do `act`, the use case of `call`, with each by itself: one refusal stops none of the others.

    Each, as `named` requests it, is a write of its own under a key made from this one's. So who repeats
    the whole after it was broken off half-way gets the first half's results, and the second half done.

    Raises `PracticeAccountRequired`.
    """
    if request.caller.kind != "practice":
        raise PracticeAccountRequired()
    refuse_repeat(database, request)
    ids = dict.fromkeys(request.data.invitation_ids)
    items = [_one(database, _by_itself(request, call, each, named(each)), each, act) for each in ids]
    results: InvitationResults = {"items": items}
    with database.unit_of_work(request) as uow:
        return uow.answer(results)


def to_resend(invitation_id: str) -> ResendInvitation:
    """To resend one of them where it went before."""
    return {"invitation_id": invitation_id}


def to_revoke(invitation_id: str) -> RevokeInvitation:
    """To revoke one of them."""
    return RevokeInvitation(invitation_id=invitation_id)


def _by_itself(
    request: Request[ManyInvitations], call: Call[One, Invitation], invitation_id: str, data: One
) -> Request[One]:
    key = f"{request.idempotency_key} {invitation_id}" if request.idempotency_key is not None else None
    return Request(call, data, request.signed_in, key, request.fingerprint)


def _one(
    database: Database, one: Request[One], invitation_id: str, act: Callable[[Request[One]], Invitation]
) -> InvitationResult:
    try:
        try:
            invitation = act(one)
        except Replayed:
            if one.idempotent_write is None:
                raise
            invitation = replay(database, one.idempotent_write)
    except Refusal as refusal:
        return {
            "invitation_id": invitation_id,
            "result": BulkResult.REFUSED,
            "state": None,
            "code": refusal.code,
            "detail": refusal.detail,
        }
    return {
        "invitation_id": invitation_id,
        "result": BulkResult.DONE,
        "state": invitation["state"],
        "code": None,
        "detail": None,
    }
