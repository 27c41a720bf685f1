"""Lets a change of rights count from the next request on, at every replica (product.md 8.4)."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.observability import logs
from contracts import accounts, connections
from contracts.errors import Refusal
from gateway.calls.services import Services
from gateway.http.requests import Request

_log = logs.get(__name__)
#: A change of many clients is waited for by its first messages: those about the person.
_MOST = 100


def wait(request: Request, services: Services, message_ids: Sequence[str]) -> None:
    """Wait, for a second at most each, until those who decide on clients have taken in these messages and
    refuse what is over.
    """
    if not message_ids:
        return
    replayed = request.context.replayed
    for catch_up in (accounts.catch_up, connections.catch_up):
        try:
            catch_up(services.rpc, message_ids[:_MOST])
        except Refusal as refusal:
            # The change is made all the same; whoever was away hears of it when it is back.
            _log.warning("change_not_caught_up", refusal=refusal.code)
    # What the answer says of itself is about the change, not about this last call.
    request.context.replayed = replayed


def wait_for_session(request: Request, services: Services, message_ids: Sequence[str]) -> None:
    """Make a change of the caller's session count from the next request on, at every replica.

    Accounts refuses identities from before the change once it has taken in these messages.
    """
    services.identities.forget(request.signed_in.credential)
    wait(request, services, message_ids)
