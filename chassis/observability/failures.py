"""What an error means for the caller: the one place where every path's errors become a refusal."""

from __future__ import annotations

import psycopg2
from sqlalchemy.exc import DBAPIError, PendingRollbackError, ResourceClosedError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis.messaging.broker import BrokerUnavailable
from chassis.observability import logs
from chassis.process.unreachable import Unreachable
from chassis.security.vault import CannotOpen
from contracts.errors import InternalError, Refusal, ServiceUnavailable
from contracts.messages import Call

_log = logs.get(__name__)

#: Classes of SQLSTATE that say that the server, not the statement, is in a bad way: connection lost,
#: transaction to be repeated, out of space or memory, shut down or cancelled, an error of the system; and a
#: server that only reads, as a replica does while it takes over.
_SERVERS_CLASSES = frozenset({"08", "40", "53", "57", "58"})
_SERVERS_CODES = frozenset({"25006", "55P03"})


def is_passing(error: BaseException) -> bool:
    """Whether the same may well succeed in a moment, for it failed for want of what it needs."""
    passing = PoolTimeout | BrokerUnavailable | PendingRollbackError | ResourceClosedError | Unreachable
    if isinstance(error, passing):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and _is_servers(error.orig))
    return _is_servers(error)


def is_out_of_reach(error: BaseException) -> bool:
    """Whether the database answers nobody just now, so that trying again at once would only take long."""
    if isinstance(error, PoolTimeout):
        return True
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated
        or (isinstance(error.orig, psycopg2.OperationalError) and not error.orig.pgcode)
    )


def _is_servers(error: BaseException) -> bool:
    if not isinstance(error, psycopg2.Error):
        return False
    if isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError):
        return True
    code = error.pgcode
    # What is lost in the middle of an answer has no code and no class of its own.
    lost = code is None and type(error) is psycopg2.DatabaseError
    return lost or (code is not None and (code[:2] in _SERVERS_CLASSES or code in _SERVERS_CODES))


def refusal_of(error: Exception, call: Call) -> Refusal:
    """The error for the caller. Anything unexpected is logged here, and no more than its kind leaves."""
    if isinstance(error, Refusal):
        return error
    if is_passing(error):
        _log.warning("call_not_possible", method=call.method, error=type(error).__name__)
        return ServiceUnavailable(service=call.service)
    if isinstance(error, CannotOpen):
        _log.error("secrets_not_opened", method=call.method)
    else:
        _log.error("call_failed", method=call.method, exc_info=error)
    return InternalError()
