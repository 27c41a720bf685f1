"""Users who are added to a client, invited or without a login."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database, constraint
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, new_id
from chassis.rpc.request import Request
from contracts.access import AccessLevel, AddClientUser, ClientUser, ClientUserExists
from contracts.accounts import ExistingUser
from contracts.invitations.events import INVITE_TO_CLIENT, InviteClientUserData
from services.access.client_access import known_clients
from services.access.client_users import (
    client_permissions,
    client_user_roles,
    client_user_rows,
    client_user_views,
    email_look_ups,
)
from services.access.members import memberships, roles, users
from services.access.members.member_facts import Actor
from services.access.passwords import try_limits


def add(database: Database, look_ups: try_limits.Limit, request: Request[AddClientUser]) -> ClientUser:
    """Add somebody, invited or without a login. Nobody acts in an account before they have accepted.

    Raises `NotFound`, `LevelRequired`, `RoleRequired`, `ClientUserExists`, `ExistingUser`, `TooManyRequests`.
    """
    data, client_id = request.data, request.data.client_id
    known_clients.await_client(database, client_id)
    _warn(database, look_ups, request)
    try:
        with database.unit_of_work(request) as uow:
            actor = client_permissions.manager(uow.connection, request.caller, client_id, AccessLevel.WORK)
            status = client_user_roles.of_added(actor, data)
            memberships.lock_practice(uow, client_id)
            user_id = _user(uow, data)
            memberships.add(uow, client_id, user_id, data.name, role=data.role, status=status)
            if data.invite:
                _order_invitation(uow, actor, data)
            after = {"role": data.role, "status": status}
            client_user_rows.note_change(
                uow, client_id, user_id, "client_user.added", actor.user_id, after=after
            )
            return uow.answer(client_user_views.view(uow.connection, client_id, user_id))
    except memberships.AlreadyMember:
        raise ClientUserExists(email=data.email) from None
    except IntegrityError as error:
        if constraint(error) == "users_email":
            raise ClientUserExists(email=data.email) from None
        raise


def _warn(database: Database, look_ups: try_limits.Limit, request: Request[AddClientUser]) -> None:
    """product.md 4.1, 4.3: the warning is for colleagues who may add clients, and counted."""
    data = request.data
    refuse_repeat(database, request)
    with database.read() as connection:
        actor = client_permissions.manager(connection, request.caller, data.client_id, AccessLevel.WORK)
        user = users.by_email(connection, data.email)
    if actor.kind != "practice" or not roles.adds_clients(actor.role, actor.permissions):
        return
    if user is not None and user.password_hash is not None and not data.acknowledge_existing_user:
        try_limits.spend(database, look_ups, actor.user_id)
        email_look_ups.note_look_up(database, actor, True)
        raise ExistingUser(email=data.email)


def _user(uow: UnitOfWork, data: AddClientUser) -> str:
    """Whose email it is, or a new user."""
    user = users.by_email(uow.connection, data.email)
    if user is not None:
        return user.id
    return users.add(uow, name=data.name, email=data.email, password_hash=None)


def _order_invitation(uow: UnitOfWork, actor: Actor, data: AddClientUser) -> None:
    client = client_user_rows.known_client(uow.connection, data.client_id)
    uow.send(
        INVITE_TO_CLIENT,
        InviteClientUserData(
            invitation_id=new_id("inv"),
            client_id=data.client_id,
            client_name=client.name,
            practice_id=client.practice_id,
            practice_name=actor.account_name if actor.kind == "practice" else client.name,
            invited_by=actor.user_id,
            invited_by_name=actor.user_name,
            name=data.name,
            email=data.email,
            mobile=None,
        ),
    )
