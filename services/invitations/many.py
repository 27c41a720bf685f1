"""Many invitations at once, with a result for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chassis.command import Replayed
from chassis.database import Database
from chassis.rpc.asked import Asked
from contracts.errors import PracticeAccountRequired, Refusal
from contracts.messages import Call

Act = Callable[[Asked], dict[str, Any]]


def each(database: Database, asked: Asked, call: Call, act: Act) -> dict[str, Any]:
    """Do `act`, the use case of `call`, with each invitation by itself: one refusal stops none of the others.

    Each is a command of its own under a key made from this one's. So whoever repeats the whole after it was
    broken off half-way gets the first half's results, and the second half done.

    Raises `PracticeAccountRequired`.
    """
    if asked.caller.kind != "practice":
        raise PracticeAccountRequired()
    if asked.command is not None and asked.command.known(database):
        raise Replayed()
    ids = dict.fromkeys(asked.data["invitation_ids"])
    items = [_one(database, asked, call, act, invitation_id) for invitation_id in ids]
    with database.work(asked) as work:
        return work.answer({"items": items})


def _one(database: Database, asked: Asked, call: Call, act: Act, invitation_id: str) -> dict[str, Any]:
    key = f"{asked.command_key} {invitation_id}" if asked.command_key is not None else None
    one = Asked(call, {"invitation_id": invitation_id}, asked.signed_in, key, asked.fingerprint)
    try:
        try:
            invitation = act(one)
        except Replayed:
            if one.command is None:
                raise
            invitation = one.command.replay(database)
    except Refusal as refusal:
        return _told(invitation_id, code=refusal.code, detail=refusal.detail)
    return _told(invitation_id, state=invitation["state"])


def _told(
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
