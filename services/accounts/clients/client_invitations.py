"""Inviting somebody to a client that is already there (product.md 2.8)."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, update

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, new_id
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts import access, accounts
from contracts.access.states import AccessLevel
from contracts.accounts.clients import InvitationState
from contracts.accounts.new_clients import InviteToClient
from contracts.errors import NotFound
from contracts.invitations.events import INVITE_TO_CLIENT, InviteClientUserData
from contracts.invitations.sent_invitations import Invitation
from contracts.invitations.states import InvitationStatus
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients import mobile_numbers
from services.accounts.memberships import Membership
from services.accounts.onboarding.onboarding_view import queued_channels
from services.accounts.tables import Client, Member

_SEEN = (
    select(Client.id, Client.name, Client.status, permissions.level.label("level"))
    .join(Member, Member.practice_id == Client.practice_id)
    .where(permissions.is_caller, permissions.visible)
)


class Invitee(NamedTuple):
    """The person, with their mobile in E.164."""

    name: str
    email: str
    mobile: str | None


class _Invited(NamedTuple):
    """The client that somebody is invited to."""

    id: str
    name: str
    status: str
    level: str


def invite(database: Database, calls: Rpc, request: Request[InviteToClient]) -> Invitation:
    """Order an invitation for a client. Raises `NotFound`, `RoleRequired`, `LevelRequired`,
    `ExistingUser`, `ClientArchived`, `InvalidInput`.
    """
    wanted, caller = request.data, request.caller
    refuse_repeat(database, request)
    with database.read() as connection:
        permissions.require_adder(connection, caller)
    if not wanted.acknowledge_existing_user and access.look_up_email(calls, email=wanted.email):
        raise accounts.ExistingUser(email=wanted.email)
    with database.unit_of_work(request) as uow:
        membership = permissions.require_adder(uow.connection, caller)
        client = _lock(uow, caller, wanted.client_id)
        permissions.require_level(client.level, AccessLevel.WORK)
        if client.status != "active":
            raise accounts.ClientArchived(name=client.name)
        number = mobile_numbers.in_e164(wanted.mobile, membership.practice.country, "/mobile")
        person = Invitee(wanted.name, wanted.email, number)
        ordered = order(uow, membership, client.id, client.name, person)
        invitation: Invitation = {
            "id": ordered["id"],
            "state": InvitationStatus.PENDING,
            "channels": [{**each, "detail": None} for each in ordered["channels"]],
            "name": wanted.name,
            "email": wanted.email,
            "mobile": number,
            "sent_at": None,
            "expires_at": None,
        }
        return uow.answer(invitation)


def order(
    uow: UnitOfWork,
    membership: Membership,
    client_id: str,
    client_name: str,
    person: Invitee,
    *,
    may_wait: bool = False,
) -> InvitationState:
    """Order an invitation for a client that is held, and show it there; gives it as it is shown."""
    invitation_id = new_id("inv")
    uow.send(
        INVITE_TO_CLIENT,
        InviteClientUserData(
            invitation_id=invitation_id,
            client_id=client_id,
            client_name=client_name,
            practice_id=membership.practice.id,
            practice_name=membership.practice.name,
            invited_by=membership.user_id,
            invited_by_name=membership.name,
            name=person.name,
            email=person.email,
            mobile=person.mobile,
            may_wait=may_wait,
        ),
    )
    shown: InvitationState = {
        "id": invitation_id,
        "state": InvitationStatus.PENDING,
        "channels": queued_channels(by_text=person.mobile is not None),
    }
    uow.execute(update(Client).where(Client.id == client_id).values(invitation=shown, invitation_version=0))
    return shown


def _lock(uow: UnitOfWork, caller: Caller, client_id: str) -> _Invited:
    found = uow.execute(
        _SEEN.where(Client.id == client_id).with_for_update(of=Client), permissions.parameters(caller)
    ).first()
    if found is None:
        raise NotFound(what="client")
    return _Invited._make(found)
