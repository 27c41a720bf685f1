"""Runs a handler for messages, each once in effect: together in one transaction, or else each in its own.

Where one of them fails, nothing of the others is kept; each is then tried alone, so that what is wrong with
one message harms no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chassis import context
from chassis.database.claims import Claim
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.messaging.deliveries import Delivery
from chassis.observability import failures, logs, tracing
from contracts.errors import Refusal

_log = logs.get(__name__)

#: A handler: it is given the shape of the message's data.
Effect = Callable[[UnitOfWork, Any], None]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that could be read: its id, what it is about, its checked data, and what it follows from."""

    message: Delivery
    id: str
    aggregate: str
    data: Any
    context: context.Context


def take_in(
    database: Database, handler: str, arrived: Sequence[Arrived], effect: Effect
) -> list[Exception | None]:
    """Run `effect` for each that this handler has not had; for each what went wrong, or None."""
    if len(arrived) > 1:
        try:
            _take_in(database, handler, arrived, effect)
        except Exception as error:  # noqa: BLE001  which of them it was shows when each is tried alone
            if failures.is_out_of_reach(error):
                _log.warning(
                    "messages_put_off", handler=handler, count=len(arrived), error=type(error).__name__
                )
                return [error] * len(arrived)
            _log.info("messages_taken_apart", handler=handler, count=len(arrived), error=type(error).__name__)
        else:
            return [None] * len(arrived)
    return [_alone(database, handler, each, effect) for each in arrived]


def _alone(database: Database, handler: str, each: Arrived, effect: Effect) -> Exception | None:
    try:
        with context.enter(each.context):
            _take_in(database, handler, [each], effect)
    except Refusal as refusal:
        _log.warning("message_refused", handler=handler, message_id=each.id, code=refusal.code)
        return refusal
    except Exception as error:  # noqa: BLE001  the inbox decides what becomes of it
        _log.exception("message_failed", handler=handler, message_id=each.id)
        return error
    return None


def _take_in(database: Database, handler: str, arrived: Sequence[Arrived], effect: Effect) -> None:
    claim = Claim(handler, [each.id for each in arrived])
    with database.unit_of_work(everywhere=True, claim=claim) as uow:
        left = set(claim.new)
        uow.changed += claim.new
        # Every batch locks the rows of what its messages are about in the same order. Messages about the same
        # stay in theirs.
        for each in sorted(arrived, key=lambda each: each.aggregate):
            # What came twice within a batch is new once.
            if each.id in left:
                left.remove(each.id)
                with context.enter(each.context), tracing.span(handler, "consumer", service=database.source):
                    effect(uow, each.data)
