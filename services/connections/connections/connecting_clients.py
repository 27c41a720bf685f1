"""Connecting a client: a new one as it is created, one that is there, again, or to something else."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database, constraint
from chassis.database.rows import loaded
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.access.states import AccessLevel
from contracts.connections import (
    AuthorizationNotReady,
    AuthorizationState,
    ConnectClient,
    ConnectionExists,
    GetAuthorization,
    Reconnected,
)
from contracts.connections import Connection as ConnectionView
from contracts.connections.events import (
    CONNECTION_ESTABLISHED,
    CONNECTION_REFUSED,
    ConnectionRefusedData,
    EstablishConnectionData,
)
from contracts.errors import NotFound, Refusal
from services.connections import connection_changes, permissions, projections
from services.connections.authorizations import begun_authorizations, organisation_choices
from services.connections.authorizations.authorization_facts import StoredAuthorization, StoredOrganisation
from services.connections.connection_facts import ConnectionState, StoredConnection
from services.connections.connections import closing_connections, connection_views
from services.connections.connections.closing_decision import Attachment, ChosenOrganisation, attachment
from services.connections.grants import unused_grants
from services.connections.tables import Authorization, Client, Connection, Organisation
from services.connections.vendor_access.providers import name_of

_RACE = (
    "This organisation was connected to another client a moment ago. Choose another one and connect again."
)


def establish(uow: UnitOfWork, order: EstablishConnectionData) -> None:
    """Connect a client that was just created. What cannot be done any more is shown, for a person to mend."""
    projections.note_client(
        uow,
        {
            "client_id": order.client_id,
            "practice_id": order.practice_id,
            "name": order.client_name,
            "version": 1,
        },
    )
    try:
        _require_client_of(uow, order.client_id, order.practice_id)
        authorization = _lock(uow, order.practice_id, order.connected_by, order.authorization_id)
        chosen = _chosen(uow, authorization, order.organisation_id)
        _attach(uow, order.client_id, authorization, chosen, by=order.connected_by, named=order.connection_id)
    except Refusal as refusal:
        uow.send(
            CONNECTION_REFUSED,
            ConnectionRefusedData(
                connection_id=order.connection_id,
                detail=f"{refusal.detail} You can connect it in the client's settings.",
                at=now(),
                client_id=order.client_id,
                practice_id=order.practice_id,
            ),
        )


def _require_client_of(uow: UnitOfWork, client_id: str, practice_id: str) -> None:
    """The order may come after the client went to another practice. Raises `NotFound`."""
    owner = select(Client.practice_id).where(Client.id == client_id).with_for_update()
    if uow.execute(owner).scalar_one() != practice_id:
        raise NotFound(what="client of this practice")


def connect(database: Database, request: Request[ConnectClient]) -> ConnectionView:
    """Connect, reconnect or change a client that is there.

    Raises `NotFound`, `LevelRequired`, `AuthorizationNotReady`, `OrganisationAlreadyConnected`,
    `ConnectionExists`.
    """
    data, caller = request.data, request.caller
    try:
        with database.unit_of_work(request) as uow:
            # Another organisation ends the connection that there is, which is more than to connect.
            needed = AccessLevel.MANAGE if data.replace else AccessLevel.WORK
            permissions.require_client(uow.connection, caller, data.client_id, needed)
            authorization = _lock(uow, caller.account_id, caller.user_id, data.authorization_id)
            chosen = _chosen(uow, authorization, None)
            _attach(uow, data.client_id, authorization, chosen, by=caller.user_id, replace=data.replace)
            return uow.answer(connection_views.one(uow.connection, data.client_id))
    except IntegrityError as error:
        if constraint(error) == "connections_organisation":
            raise AuthorizationNotReady(reason=_RACE) from None
        raise


def reconnect_many(database: Database, request: Request[GetAuthorization]) -> Reconnected:
    """Mend every connection that needs it, that the caller can work with and that this sign-in reaches.

    Raises `NotFound`, `AuthorizationNotReady`.
    """
    caller = request.caller
    with database.unit_of_work(request) as uow:
        permissions.require(uow.connection, caller)
        authorization = _lock(uow, caller.account_id, caller.user_id, request.data.authorization_id)
        if authorization.state not in organisation_choices.CHOOSING:
            raise AuthorizationNotReady(reason=organisation_choices.reason(authorization))
        grant_id = organisation_choices.grant_of(authorization)
        reached = select(Organisation.id).where(Organisation.authorization_id == authorization.id)
        rows = uow.execute(
            connection_views.seen(connection_changes.COLUMNS)
            .where(
                permissions.workable,
                Connection.provider == authorization.provider,
                Connection.state == ConnectionState.NEEDS_RECONNECT,
                Connection.organisation_id.in_(reached),
            )
            .order_by(Connection.id)
            .with_for_update(of=Connection),
            permissions.parameters(caller),
        ).all()
        broken = [loaded(StoredConnection, row) for row in rows]
        for each in broken:
            _stand_on(uow, each, grant_id, each.organisation_name, each.reference, by=caller.user_id)
        if broken:
            _use(uow, authorization)
        mended: Reconnected = {
            "items": [connection_views.one(uow.connection, each.client_id) for each in broken]
        }
        return uow.answer(mended)


def _lock(uow: UnitOfWork, practice_id: str, user_id: str, authorization_id: str) -> StoredAuthorization:
    row = uow.execute(
        select(*begun_authorizations.COLUMNS)
        .where(
            Authorization.id == authorization_id,
            Authorization.practice_id == practice_id,
            Authorization.user_id == user_id,
        )
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound(what="sign-in at accounting software")
    return loaded(StoredAuthorization, row)


def _chosen(
    uow: UnitOfWork, authorization: StoredAuthorization, organisation_id: str | None
) -> StoredOrganisation:
    """The organisation that is named, or else the one that was chosen. Raises `AuthorizationNotReady`."""
    if organisation_id is not None:
        return organisation_choices.reached(uow.connection, authorization, organisation_id)
    return organisation_choices.ready(uow.connection, authorization)


def _attach(
    uow: UnitOfWork,
    client_id: str,
    authorization: StoredAuthorization,
    organisation: StoredOrganisation,
    *,
    by: str,
    named: str | None = None,
    replace: bool = False,
) -> None:
    organisation_choices.refuse_taken(
        uow.connection, authorization, organisation.id, organisation.name, client_id
    )
    chosen = ChosenOrganisation(
        authorization.practice_id,
        authorization.provider,
        organisation_choices.grant_of(authorization),
        organisation.id,
        organisation.name,
        organisation.reference,
    )
    current = closing_connections.open_of_client(uow, client_id)
    decided = attachment(current, chosen)
    if current is not None and decided is Attachment.RENEWED:
        reference = chosen.reference or current.reference
        _stand_on(uow, current, chosen.grant_id, chosen.name, reference, by=by)
    elif current is not None and decided is Attachment.REPLACED:
        if not replace:
            wanted = f"{name_of(chosen.provider)}, {chosen.name}"
            raise ConnectionExists(connected=_named(current), chosen=wanted)
        closing_connections.close(uow, current, by=by)
        _insert(uow, client_id, chosen, by, named)
    else:
        _insert(uow, client_id, chosen, by, named)
    _use(uow, authorization)


def _insert(
    uow: UnitOfWork, client_id: str, chosen: ChosenOrganisation, by: str, connection_id: str | None
) -> None:
    at = now()
    values = {
        "id": connection_id or new_id("conn"),
        "practice_id": chosen.practice_id,
        "client_id": client_id,
        "provider": chosen.provider,
        "organisation_id": chosen.id,
        "organisation_name": chosen.name,
        "reference": chosen.reference,
        "grant_id": chosen.grant_id,
        "state": ConnectionState.CONNECTED,
        "connected_by": by,
        "connected_at": at,
        "changed_at": at,
    }
    row = uow.execute(insert(Connection).values(values).returning(*connection_changes.COLUMNS)).one()
    connection_changes.tell(uow, loaded(StoredConnection, row), CONNECTION_ESTABLISHED, by=by)


def _stand_on(
    uow: UnitOfWork,
    connection: StoredConnection,
    grant_id: str,
    name: str,
    reference: str | None,
    *,
    by: str,
) -> None:
    """Let a connection stand on a new sign-in; the old one is revoked when nothing else stands on it."""
    connection_changes.change(
        uow,
        connection.id,
        CONNECTION_ESTABLISHED,
        by=by,
        state=ConnectionState.CONNECTED,
        detail=None,
        grant_id=grant_id,
        organisation_name=name or connection.organisation_name,
        reference=reference,
        connected_by=by,
    )
    unused_grants.end_if_unused(uow, connection.grant_id)


def _use(uow: UnitOfWork, authorization: StoredAuthorization) -> None:
    uow.execute(
        update(Authorization)
        .where(Authorization.id == authorization.id)
        .values(state=AuthorizationState.USED)
    )


def _named(connection: StoredConnection) -> str:
    return f"{name_of(connection.provider)}, {connection.organisation_name}"
