"""Many invitations at once, with a result for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chassis.database.engine import Database
from chassis.database.idempotency import Replayed
from chassis.database.kept_answers import refuse_repeat, replay
from chassis.rpc.request import Request
from contracts.errors import PracticeAccountRequired, Refusal
from contracts.messages import Call

Act = Callable[[Request], Mapping[str, Any]]


def each(database: Database, request: Request, call: Call, act: Act) -> dict[str, Any]:
    """Do `act`, the use case of `call`, with each invitation by itself: one refusal stops none of the others.

    Each is a command of its own under a key made from this one's. So whoever repeats the whole after it was
    broken off half-way gets the first half's results, and the second half done.

    Raises `PracticeAccountRequired`.
    """
    if request.caller.kind != "practice":
        raise PracticeAccountRequired()
    refuse_repeat(database, request)
    ids = dict.fromkeys(request.data["invitation_ids"])
    items = [_one(database, request, call, act, invitation_id) for invitation_id in ids]
    with database.unit_of_work(request) as uow:
        return uow.answer({"items": items})


def _one(database: Database, request: Request, call: Call, act: Act, invitation_id: str) -> dict[str, Any]:
    key = f"{request.idempotency_key} {invitation_id}" if request.idempotency_key is not None else None
    one = Request(call, {"invitation_id": invitation_id}, request.signed_in, key, request.fingerprint)
    try:
        try:
            invitation = act(one)
        except Replayed:
            if one.idempotent_write is None:
                raise
            invitation = replay(database, one.idempotent_write)
    except Refusal as refusal:
        return _item(invitation_id, code=refusal.code, detail=refusal.detail)
    return _item(invitation_id, state=invitation["state"])


def _item(
    invitation_id: str, *, state: str | None = None, code: str | None = None, detail: str | None = None
) -> dict[str, Any]:
    result = "done" if code is None else "refused"
    return {
        "invitation_id": invitation_id,
        "result": result,
        "state": state,
        "code": code,
        "detail": detail,
    }
