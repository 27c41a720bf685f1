"""Connecting a client: a new one as it is created, one that is there, again, or to something else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database, constraint
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.connections import AuthorizationNotReady, ConnectionExists
from contracts.connections.events import CONNECTION_ESTABLISHED, CONNECTION_REFUSED
from contracts.errors import NotFound, Refusal
from services.connections import connection_changes, permissions, projections
from services.connections.authorizations import organisation_choices
from services.connections.connections import closing_connections, connection_views
from services.connections.grants import unused_grants
from services.connections.tables import Authorization, Client, Connection, Organisation
from services.connections.vendor_access.providers import name_of

_RACE = (
    "This organisation was connected to another client a moment ago. Choose another one and connect again."
)


def establish(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Connect a client that was just created. What cannot be done any more is told, for a person to mend."""
    known = {"client_id": data["client_id"], "practice_id": data["practice_id"]}
    projections.note_client(uow, {**known, "name": data["client_name"], "version": 1})
    try:
        _require_client_of(uow, **known)
        authorization = _lock(uow, data["practice_id"], data["connected_by"], data["authorization_id"])
        _attach(
            uow,
            data["client_id"],
            authorization,
            by=data["connected_by"],
            named=data["connection_id"],
            organisation_id=data["organisation_id"],
        )
    except Refusal as refusal:
        uow.send(
            CONNECTION_REFUSED,
            connection_id=data["connection_id"],
            detail=f"{refusal.detail} You can connect it in the client's settings.",
            at=now(),
            **known,
        )


def _require_client_of(uow: UnitOfWork, client_id: str, practice_id: str) -> None:
    """The order may come after the client went to another practice. Raises `NotFound`."""
    owner = select(Client.practice_id).where(Client.id == client_id).with_for_update()
    if uow.execute(owner).scalar_one() != practice_id:
        raise NotFound(what="client of this practice")


def connect(database: Database, request: Request) -> dict[str, Any]:
    """Connect, reconnect or change a client that is there.

    Raises `NotFound`, `AuthorizationNotReady`, `OrganisationAlreadyConnected`, `ConnectionExists`.
    """
    data, caller = request.data, request.caller
    try:
        with database.unit_of_work(request) as uow:
            permissions.require_client(uow.connection, caller, data["client_id"])
            authorization = _lock(uow, caller.account_id, caller.user_id, data["authorization_id"])
            _attach(uow, data["client_id"], authorization, by=caller.user_id, replace=data["replace"])
            return uow.answer(connection_views.one(uow.connection, data["client_id"]))
    except IntegrityError as error:
        if constraint(error) == "connections_organisation":
            raise AuthorizationNotReady(reason=_RACE) from None
        raise


def reconnect_many(database: Database, request: Request) -> dict[str, Any]:
    """Mend every connection that needs it, that the caller can see and that this sign-in reaches.

    Raises `NotFound`, `AuthorizationNotReady`.
    """
    caller = request.caller
    with database.unit_of_work(request) as uow:
        permissions.require(uow.connection, caller)
        row = _lock(uow, caller.account_id, caller.user_id, request.data["authorization_id"])
        if row.state not in ("choose_organisation", "ready"):
            raise AuthorizationNotReady(reason=organisation_choices.reason(row))
        reached = select(Organisation.id).where(Organisation.authorization_id == row.id)
        broken = uow.execute(
            connection_views.seen(Connection.__table__)
            .where(
                Connection.provider == row.provider,
                Connection.state == "needs_reconnect",
                Connection.organisation_id.in_(reached),
            )
            .order_by(Connection.id)
            .with_for_update(of=Connection),
            permissions.parameters(caller),
        ).all()
        for each in broken:
            _stand_on(uow, each, row, by=caller.user_id)
        if broken:
            _use(uow, row)
        return uow.answer(
            {"items": [connection_views.one(uow.connection, each.client_id) for each in broken]}
        )


def _lock(uow: UnitOfWork, practice_id: str, user_id: str, authorization_id: str) -> Row[Any]:
    found = uow.execute(
        select(Authorization.__table__)
        .where(
            Authorization.id == authorization_id,
            Authorization.practice_id == practice_id,
            Authorization.user_id == user_id,
        )
        .with_for_update()
    ).first()
    if found is None:
        raise NotFound(what="sign-in at accounting software")
    return found


def _attach(
    uow: UnitOfWork,
    client_id: str,
    row: Row[Any],
    *,
    by: str,
    named: str | None = None,
    replace: bool = False,
    organisation_id: str | None = None,
) -> None:
    if organisation_id is not None:
        chosen = organisation_choices.reached(uow.connection, row, organisation_id)
    else:
        chosen = organisation_choices.ready(uow.connection, row)
    organisation_choices.refuse_taken(uow.connection, row, chosen.id, chosen.name, client_id)
    current = closing_connections.open_of_client(uow, client_id)
    if current is not None and (current.provider, current.organisation_id) == (row.provider, chosen.id):
        _stand_on(uow, current, row, by=by, name=chosen.name, reference=chosen.reference)
        _use(uow, row)
        return
    if current is not None:
        if not replace:
            raise ConnectionExists(
                connected=_named(current), chosen=f"{name_of(row.provider)}, {chosen.name}"
            )
        closing_connections.close(uow, current, by=by)
    _insert(uow, client_id, row, chosen, by, named or new_id("conn"))
    _use(uow, row)


def _insert(
    uow: UnitOfWork, client_id: str, row: Row[Any], chosen: Row[Any], by: str, connection_id: str
) -> None:
    at = now()
    values = {
        "id": connection_id,
        "practice_id": row.practice_id,
        "client_id": client_id,
        "provider": row.provider,
        "organisation_id": chosen.id,
        "organisation_name": chosen.name,
        "reference": chosen.reference,
        "grant_id": row.grant_id,
        "state": "connected",
        "connected_by": by,
        "connected_at": at,
        "changed_at": at,
    }
    made = uow.execute(insert(Connection).values(values).returning(Connection.__table__)).one()
    connection_changes.tell(uow, made, CONNECTION_ESTABLISHED, by=by)


def _stand_on(
    uow: UnitOfWork,
    connection: Row[Any],
    row: Row[Any],
    *,
    by: str,
    name: str | None = None,
    reference: str | None = None,
) -> None:
    """Let a connection stand on a new sign-in; the old one is revoked when nothing else stands on it."""
    connection_changes.change(
        uow,
        connection.id,
        CONNECTION_ESTABLISHED,
        by=by,
        state="connected",
        detail=None,
        grant_id=row.grant_id,
        organisation_name=name or connection.organisation_name,
        reference=reference or connection.reference,
    )
    unused_grants.end_if_unused(uow, connection.grant_id)


def _use(uow: UnitOfWork, row: Row[Any]) -> None:
    uow.execute(update(Authorization).where(Authorization.id == row.id).values(state="used"))


def _named(connection: Row[Any]) -> str:
    return f"{name_of(connection.provider)}, {connection.organisation_name}"
