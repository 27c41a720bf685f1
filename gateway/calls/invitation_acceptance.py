"""Accepting an invitation: it is used up, and a session of the invited person then acts for the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import access, invitations
from gateway.calls import read_your_writes
from gateway.calls.services import Services
from gateway.http.idempotency_keys import further_write
from gateway.http.requests import Request


def accept(request: Request, services: Services) -> Mapping[str, Any]:
    """Use an invitation up; then sign in whose password came with it, or let the session act for the account.

    A session by cookie is answered without its token, which scripts are not to see.
    """
    redeemed = services.rpc.forward(invitations.REDEEM_INVITATION, request.arguments)
    with further_write(request, "session"):
        # Somebody else may be signed in here: a colleague who tries the link, an integrator for its users.
        if request.identity is None or request.arguments.get("password") is not None:
            return services.rpc.forward(
                access.SIGN_IN,
                {
                    "email": redeemed["email"],
                    "password": request.arguments.get("password"),
                    "account_id": redeemed["account_id"],
                    "address": request.address,
                },
            )
        switched = access.switch_account(services.rpc, account_id=redeemed["account_id"])
        read_your_writes.wait_for_session(request, services, switched["message_ids"])
    session = {name: each for name, each in switched.items() if name != "message_ids"}
    credential = request.identity.credential
    return {"token": credential.token, **session} if credential.by == "bearer" else session
