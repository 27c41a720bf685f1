"""Inviting somebody to a client that is already there (product.md 2.8)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import new_id
from chassis.rpc.request import Request
from contracts import access, accounts
from contracts.errors import NotFound
from contracts.invitations.events import INVITE_TO_CLIENT
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients import mobile_numbers
from services.accounts.tables import Client, Member

_SEEN = (
    select(Client.id, Client.name, Client.status)
    .join(Member, Member.practice_id == Client.practice_id)
    .where(permissions.is_caller, permissions.session_lives, permissions.visible)
)


def invite(database: Database, calls: Rpc, request: Request) -> dict[str, Any]:
    """Order an invitation for a client. Raises `NotFound`, `RoleRequired`, `ExistingUser`,
    `ClientArchived`, `InvalidInput`.
    """
    data, caller = request.data, request.caller
    refuse_repeat(database, request)
    with database.read() as connection:
        permissions.require_adder(connection, caller)
    if not data["acknowledge_existing_user"] and access.look_up_email(calls, email=data["email"]):
        raise accounts.ExistingUser(email=data["email"])
    with database.unit_of_work(request) as uow:
        practice = permissions.require_adder(uow.connection, caller)
        client = uow.execute(
            _SEEN.where(Client.id == data["client_id"]).with_for_update(of=Client),
            permissions.parameters(caller),
        ).first()
        if client is None:
            raise NotFound(what="client")
        if client.status != "active":
            raise accounts.ClientArchived(name=client.name)
        number = mobile_numbers.in_e164(data["mobile"], practice.country, "/mobile")
        invitation_id = new_id("inv")
        uow.send(
            INVITE_TO_CLIENT,
            invitation_id=invitation_id,
            client_id=client.id,
            client_name=client.name,
            practice_id=practice.id,
            practice_name=practice.name,
            invited_by=caller.user_id,
            invited_by_name=practice.member_name,
            name=data["name"],
            email=data["email"],
            mobile=number,
        )
        shown = {"id": invitation_id, "state": "pending", "channels": _channels(number)}
        uow.execute(
            update(Client).where(Client.id == client.id).values(invitation=shown, invitation_version=0)
        )
        person = {"name": data["name"], "email": data["email"], "mobile": number}
        return uow.answer({**shown, **person, "sent_at": None, "expires_at": None})


def _channels(number: str | None) -> list[dict[str, Any]]:
    return [
        {"channel": channel, "state": "queued", "detail": None}
        for channel in ("email", "sms")
        if channel == "email" or number is not None
    ]
