"""Sign-ins at vendors, as those who began them see them, and the choice of organisation (product.md 6.2)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection as Session
from sqlalchemy import Row, select, update

from chassis.database.engine import Database
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.connections import AuthorizationNotReady, OrganisationAlreadyConnected
from contracts.errors import InvalidInput, NotFound
from services.connections import permissions
from services.connections.authorizations import vendor_answers
from services.connections.moments import moment
from services.connections.tables import Authorization, Client, Connection, Grant, Organisation
from services.connections.vendor_access.providers import name_of
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors import port

USED = "This sign-in was used for a client already. Connect again for another one."
#: What each organisation is told by.
_SHOWN = ("id", "name", "country", "base_currency", "industry_hint")
#: A sign-in in such a state reaches organisations that clients can be made of.
_REACHING = ("choose_organisation", "ready", "used")
_NOT_YET = {
    "started": "This sign-in at {vendor} is not finished. Finish it there, or connect again.",
    "choose_organisation": "Choose the organisation of this sign-in first.",
    "used": USED,
}


def get(database: Database, caller: Caller, authorization_id: str) -> dict[str, Any]:
    """How far a sign-in is. Raises `NotFound`, also for another practice's or colleague's."""
    with database.read() as connection:
        return _view(connection, _own(connection, caller, authorization_id))


def choose(database: Database, registry: VendorRegistry, request: Request) -> dict[str, Any]:
    """Choose one of the organisations; another one, as long as none is used.

    Raises `NotFound`, `InvalidInput`, `AuthorizationNotReady`, `OrganisationAlreadyConnected`.
    """
    data, caller = request.data, request.caller
    with database.read() as connection:
        found = _own(connection, caller, data["authorization_id"])
        wanted = _organisation(connection, found.id, data["organisation_id"])
    if found.state not in ("choose_organisation", "ready"):
        raise AuthorizationNotReady(reason=reason(found))
    if wanted is None:
        message = "Choose one of the organisations that this sign-in reaches."
        raise InvalidInput.at("/organisation_id", "unknown_organisation", message)
    (detailed,) = vendor_answers.details_soon(database, registry, found.grant_id, [_plain(wanted)])
    with database.unit_of_work(request) as uow:
        refuse_taken(uow.connection, found, wanted.id, wanted.name)
        details = {name: getattr(detailed, name) for name in _SHOWN[1:]}
        of = (Organisation.authorization_id == found.id, Organisation.id == wanted.id)
        uow.execute(update(Organisation).where(*of).values(details))
        changed = uow.execute(
            update(Authorization)
            .where(Authorization.id == found.id, Authorization.state.in_(("choose_organisation", "ready")))
            .values(state="ready", organisation_id=wanted.id)
        )
        if not changed.rowcount:
            raise AuthorizationNotReady(reason=USED)
        return uow.answer(_view(uow.connection, _own(uow.connection, caller, found.id)))


def check(database: Database, caller: Caller, authorization_id: str) -> dict[str, Any]:
    """The organisation of a finished sign-in that a client to come can be connected to.

    Raises `NotFound`, `AuthorizationNotReady`, `OrganisationAlreadyConnected`.
    """
    with database.read() as connection:
        found = _own(connection, caller, authorization_id)
        organisation = ready(connection, found)
        refuse_taken(connection, found, organisation.id, organisation.name)
        return {
            "id": found.id,
            "provider": found.provider,
            "organisation": {**_shown(organisation), "connected_to": None},
        }


def check_several(database: Database, registry: VendorRegistry, request: Request) -> dict[str, Any]:
    """Several organisations of a sign-in, with what else the vendor tells, for clients to be made of them.

    Raises `NotFound`, `AuthorizationNotReady`, `InvalidInput`.
    """
    data = request.data
    with database.read() as connection:
        found = _own(connection, request.caller, data["authorization_id"])
        if found.state not in _REACHING:
            raise AuthorizationNotReady(reason=reason(found))
        wanted = [_organisation(connection, found.id, each) for each in data["organisation_ids"]]
    unknown = [place for place, each in enumerate(wanted) if each is None]
    if unknown:
        message = "Choose organisations that this sign-in reaches."
        raise InvalidInput.at(f"/organisation_ids/{unknown[0]}", "unknown_organisation", message)

    plain = [_plain(each) for each in wanted if each is not None]
    detailed = vendor_answers.details_soon(database, registry, found.grant_id, plain)
    with database.read() as connection:
        taken = _taken(connection, found)
    return {
        "provider": found.provider,
        "organisations": [
            {
                **{name: getattr(each, name) for name in _SHOWN},
                "connected_to": taken[each.id].name if each.id in taken else None,
            }
            for each in detailed
        ],
    }


def reached(session: Session, row: Row[Any], organisation_id: str) -> Row[Any]:
    """One of the organisations of a sign-in that several clients are made from. Raises
    `AuthorizationNotReady`.
    """
    alive = select(Grant.id).where(Grant.id == row.grant_id, Grant.state == "active")
    found = _organisation(session, row.id, organisation_id) if row.state in _REACHING else None
    if found is None or session.execute(alive).first() is None:
        raise AuthorizationNotReady(reason=reason(row))
    return found


def ready(session: Session, row: Row[Any]) -> Row[Any]:
    """The organisation chosen in a sign-in that can be used. Raises `AuthorizationNotReady`."""
    chosen = _organisation(session, row.id, row.organisation_id) if row.state == "ready" else None
    if chosen is None:
        raise AuthorizationNotReady(reason=reason(row))
    return chosen


def reason(row: Row[Any]) -> str:
    """Why a sign-in cannot be used, in plain words."""
    words = row.error_detail or _NOT_YET.get(row.state, USED)
    return str(words).replace("{vendor}", name_of(row.provider))


def refuse_taken(
    session: Session, row: Row[Any], organisation_id: str, name: str, client_id: str | None = None
) -> None:
    """Raises `OrganisationAlreadyConnected` where another client of the practice has it (product.md 6.6)."""
    other = _taken(session, row).get(organisation_id)
    if other is not None and other.client_id != (client_id or row.client_id):
        raise OrganisationAlreadyConnected(organisation=name, client_name=other.name or "another client")


def _taken(session: Session, row: Row[Any]) -> dict[str, Any]:
    """Which client each organisation at this vendor is connected to, in the practice."""
    found = session.execute(
        select(Connection.organisation_id, Connection.client_id, Client.name)
        .join(Client, Client.id == Connection.client_id)
        .where(
            Connection.practice_id == row.practice_id,
            Connection.provider == row.provider,
            Connection.state != "closed",
        )
    )
    return {each.organisation_id: each for each in found}


def _own(session: Session, caller: Caller, authorization_id: str) -> Row[Any]:
    permissions.require(session, caller)
    row = session.execute(
        select(Authorization.__table__).where(
            Authorization.id == authorization_id,
            Authorization.practice_id == caller.account_id,
            Authorization.user_id == caller.user_id,
        )
    ).first()
    if row is None:
        raise NotFound(what="sign-in at accounting software")
    return row


def _organisation(session: Session, authorization_id: str, organisation_id: str | None) -> Row[Any] | None:
    return session.execute(
        select(Organisation.__table__).where(
            Organisation.authorization_id == authorization_id, Organisation.id == organisation_id
        )
    ).first()


def _plain(row: Row[Any]) -> port.Organisation:
    return port.Organisation(**_shown(row), reference=row.reference)


def _shown(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SHOWN}


def _view(session: Session, row: Row[Any]) -> dict[str, Any]:
    organisations = session.execute(
        select(Organisation.__table__)
        .where(Organisation.authorization_id == row.id)
        .order_by(Organisation.place)
    ).all()
    taken = _taken(session, row) if organisations else {}
    return {
        "id": row.id,
        "provider": row.provider,
        "state": row.state,
        "asking": row.step is not None,
        "organisations": [
            {**_shown(each), "connected_to": taken[each.id].name if each.id in taken else None}
            for each in organisations
        ],
        "organisation_id": row.organisation_id,
        "error": {"code": row.error_code, "detail": row.error_detail} if row.error_code else None,
        "client_id": row.client_id,
        "draft_id": row.draft_id,
        "expires_at": moment(row.expires_at),
    }
