"""Errors of a database or broker that may pass are `service_unavailable`, on whichever path they come up."""

from __future__ import annotations

from typing import Any

import psycopg2
import pytest
from psycopg2 import errors
from sqlalchemy.exc import DBAPIError, PendingRollbackError, ResourceClosedError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis.context import Context
from chassis.database.engine import Database
from chassis.database.idempotency import Replayed
from chassis.messaging.broker import BrokerUnavailable
from chassis.observability.failures import is_passing, refusal_of
from chassis.process.unreachable import Unreachable
from chassis.rpc import entrypoint
from chassis.security.trust import Trust
from contracts import access
from contracts.errors import NotFound
from tests.ports import free_port

PASSING = [
    psycopg2.OperationalError("server closed the connection unexpectedly"),
    psycopg2.InterfaceError("connection already closed"),
    psycopg2.DatabaseError("error with status PGRES_TUPLES_OK and no message from the libpq"),
    errors.AdminShutdown(),
    errors.CannotConnectNow(),
    errors.DiskFull(),
    errors.QueryCanceled(),
    errors.SerializationFailure(),
    errors.LockNotAvailable(),
    PoolTimeout(),
    PendingRollbackError(),
    ResourceClosedError(),
    BrokerUnavailable("no connection"),
    Unreachable("the folder of documents: Read-only file system"),
]
LASTING = [
    psycopg2.ProgrammingError("no such table"),
    psycopg2.DataError("no number"),
    ValueError("odd"),
    OSError("odd"),
]


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_what_may_pass_is_unavailable(error: Exception) -> None:
    assert refusal_of(error, access.SIGN_IN).status == 503
    if isinstance(error, psycopg2.Error):
        wrapped = DBAPIError.instance("SELECT 1", {}, error, psycopg2.Error)
        assert isinstance(wrapped, DBAPIError)
        assert is_passing(wrapped)


@pytest.mark.parametrize("error", LASTING, ids=lambda error: type(error).__name__)
def test_what_would_come_again_is_an_error_of_ours(error: Exception) -> None:
    assert refusal_of(error, access.SIGN_IN).status == 500


def test_a_refusal_stays_what_it_is() -> None:
    assert refusal_of(NotFound(what="x"), access.SIGN_IN).status == 404


class Service:
    """As much of a service as a call is answered with; nothing answers where its database should be."""

    identity_keys: tuple[str, ...] = ()
    trust = Trust(None)

    def __init__(self) -> None:
        self.database = Database(f"postgresql://127.0.0.1:{free_port()}/none", name="test")


def _found_done(_service: Any, request: Any) -> Any:
    raise Replayed()


def _refused(_service: Any, request: Any) -> Any:
    raise NotFound(what="x")


CALL, ASKED = access.REQUEST_PASSWORD_RESET, {"email": "a@b.example", "address": "127.0.0.1"}


@pytest.mark.service
def test_a_repeated_key_that_cannot_be_looked_up_is_unavailable() -> None:
    here = Context("test", idempotency_key="key", fingerprint="same")
    answer = entrypoint._answer(Service(), _found_done, CALL, here, dict(ASKED))
    assert answer.outcome == "service_unavailable"


@pytest.mark.service
def test_a_refusal_that_cannot_be_kept_is_told_all_the_same() -> None:
    here = Context("test", idempotency_key="key", fingerprint="same")
    answer = entrypoint._answer(Service(), _refused, CALL, here, dict(ASKED))
    assert answer.outcome == "not_found"
