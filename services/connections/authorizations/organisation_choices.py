"""Sign-ins at vendors, as those who began them see them, and the choice of organisation (product.md 6.2)."""

from __future__ import annotations

from dataclasses import asdict
from typing import NamedTuple

from sqlalchemy import Connection as Session
from sqlalchemy import select, update

from chassis.database.engine import Database
from chassis.database.rows import columns_of, loaded
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts import connections
from contracts.connections import (
    AUTHORIZATION_TRANSITIONS,
    AuthorizationNotReady,
    AuthorizationState,
    CheckOrganisations,
    ChooseOrganisation,
    OrganisationAlreadyConnected,
    Reached,
    Usable,
)
from contracts.connections import Authorization as AuthorizationView
from contracts.errors import InvalidInput, NotFound
from contracts.moments import moment
from services.connections import permissions
from services.connections.authorizations import vendor_answers
from services.connections.authorizations.authorization_facts import StoredAuthorization, StoredOrganisation
from services.connections.authorizations.begun_authorizations import COLUMNS
from services.connections.connection_facts import ConnectionState
from services.connections.grants.grant_facts import GrantState
from services.connections.tables import Authorization, Client, Connection, Grant, Organisation
from services.connections.vendor_access.providers import name_of
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors import port

USED = "This sign-in was used for a client already. Connect again for another one."
#: What a `StoredOrganisation` is made of, in its order.
_ORGANISATION = columns_of(StoredOrganisation, Organisation)
#: A sign-in in such a state reaches organisations that clients can be made of.
_REACHING = AUTHORIZATION_TRANSITIONS.before(AuthorizationState.USED)
#: Of a sign-in in such a state an organisation can be chosen: it is finished, and none was used.
CHOOSING = tuple(each for each in AUTHORIZATION_TRANSITIONS.open if each in _REACHING)
_NOT_YET = {
    AuthorizationState.STARTED: (
        "This sign-in at {vendor} is not finished. Finish it there, or connect again."
    ),
    AuthorizationState.CHOOSE_ORGANISATION: "Choose the organisation of this sign-in first.",
    AuthorizationState.USED: USED,
}


class ConnectedTo(NamedTuple):
    """The client that an organisation is connected to."""

    client_id: str
    name: str | None


def get(database: Database, caller: Caller, authorization_id: str) -> AuthorizationView:
    """How far a sign-in is. Raises `NotFound`, also for another practice's or colleague's."""
    with database.read() as connection:
        return _view(connection, _own(connection, caller, authorization_id))


def choose(
    database: Database, registry: VendorRegistry, request: Request[ChooseOrganisation]
) -> AuthorizationView:
    """Choose one of the organisations; another one, as long as none is used.

    Raises `NotFound`, `InvalidInput`, `AuthorizationNotReady`, `OrganisationAlreadyConnected`.
    """
    data, caller = request.data, request.caller
    with database.read() as connection:
        found = _own(connection, caller, data.authorization_id)
        wanted = _organisation(connection, found.id, data.organisation_id)
    if found.state not in CHOOSING:
        raise AuthorizationNotReady(reason=reason(found))
    if wanted is None:
        message = "Choose one of the organisations that this sign-in reaches."
        raise InvalidInput.at("/organisation_id", "unknown_organisation", message)
    (detailed,) = vendor_answers.details_soon(database, registry, grant_of(found), [_plain(wanted)])
    with database.unit_of_work(request) as uow:
        refuse_taken(uow.connection, found, wanted.id, wanted.name)
        details = {
            "name": detailed.name,
            "country": detailed.country,
            "base_currency": detailed.base_currency,
            "industry_hint": detailed.industry_hint,
        }
        of = (Organisation.authorization_id == found.id, Organisation.id == wanted.id)
        uow.execute(update(Organisation).where(*of).values(details))
        changed = uow.execute(
            update(Authorization)
            .where(Authorization.id == found.id, Authorization.state.in_(CHOOSING))
            .values(state=AuthorizationState.READY, organisation_id=wanted.id)
        )
        if not changed.rowcount:
            raise AuthorizationNotReady(reason=USED)
        return uow.answer(_view(uow.connection, _own(uow.connection, caller, found.id)))


def check(database: Database, caller: Caller, authorization_id: str) -> Usable:
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
            "organisation": _shown(organisation, None),
        }


def check_several(
    database: Database, registry: VendorRegistry, request: Request[CheckOrganisations]
) -> Reached:
    """Several organisations of a sign-in, with what else the vendor tells, for clients to be made of them.

    Raises `NotFound`, `AuthorizationNotReady`, `InvalidInput`.
    """
    data = request.data
    with database.read() as connection:
        found = _own(connection, request.caller, data.authorization_id)
        if found.state not in _REACHING:
            raise AuthorizationNotReady(reason=reason(found))
        wanted = [_organisation(connection, found.id, each) for each in data.organisation_ids]
    unknown = [place for place, each in enumerate(wanted) if each is None]
    if unknown:
        message = "Choose organisations that this sign-in reaches."
        raise InvalidInput.at(f"/organisation_ids/{unknown[0]}", "unknown_organisation", message)

    plain = [_plain(each) for each in wanted if each is not None]
    detailed = vendor_answers.details_soon(database, registry, grant_of(found), plain)
    with database.read() as connection:
        taken = _taken(connection, found)
    return {
        "provider": found.provider,
        "organisations": [
            _shown(each, taken[each.id].name if each.id in taken else None) for each in detailed
        ],
    }


def reached(session: Session, row: StoredAuthorization, organisation_id: str) -> StoredOrganisation:
    """One of the organisations of a sign-in that several clients are made from. Raises
    `AuthorizationNotReady`.
    """
    alive = select(Grant.id).where(Grant.id == row.grant_id, Grant.state == GrantState.ACTIVE)
    found = _organisation(session, row.id, organisation_id) if row.state in _REACHING else None
    if found is None or session.execute(alive).first() is None:
        raise AuthorizationNotReady(reason=reason(row))
    return found


def ready(session: Session, row: StoredAuthorization) -> StoredOrganisation:
    """The organisation chosen in a sign-in that can be used. Raises `AuthorizationNotReady`."""
    chosen = (
        _organisation(session, row.id, row.organisation_id) if row.state is AuthorizationState.READY else None
    )
    if chosen is None:
        raise AuthorizationNotReady(reason=reason(row))
    return chosen


def grant_of(row: StoredAuthorization) -> str:
    """The grant of a sign-in that can be used. Raises `AuthorizationNotReady`."""
    if row.grant_id is None:
        raise AuthorizationNotReady(reason=reason(row))
    return row.grant_id


def reason(row: StoredAuthorization) -> str:
    """Why a sign-in cannot be used, in plain words."""
    words = row.error_detail or _NOT_YET.get(row.state, USED)
    return str(words).replace("{vendor}", name_of(row.provider))


def refuse_taken(
    session: Session, row: StoredAuthorization, organisation_id: str, name: str, client_id: str | None = None
) -> None:
    """Raises `OrganisationAlreadyConnected` where another client of the practice has it (product.md 6.6)."""
    other = _taken(session, row).get(organisation_id)
    if other is not None and other.client_id != (client_id or row.client_id):
        raise OrganisationAlreadyConnected(organisation=name, client_name=other.name or "another client")


def _taken(session: Session, row: StoredAuthorization) -> dict[str, ConnectedTo]:
    """Which client each organisation at this vendor is connected to, in the practice."""
    found = session.execute(
        select(Connection.organisation_id, Connection.client_id, Client.name)
        .join(Client, Client.id == Connection.client_id)
        .where(
            Connection.practice_id == row.practice_id,
            Connection.provider == row.provider,
            Connection.state != ConnectionState.CLOSED,
        )
    )
    return {each.organisation_id: ConnectedTo(each.client_id, each.name) for each in found}


def _own(session: Session, caller: Caller, authorization_id: str) -> StoredAuthorization:
    permissions.require(session, caller)
    row = session.execute(
        select(*COLUMNS).where(
            Authorization.id == authorization_id,
            Authorization.practice_id == caller.account_id,
            Authorization.user_id == caller.user_id,
        )
    ).first()
    if row is None:
        raise NotFound(what="sign-in at accounting software")
    return loaded(StoredAuthorization, row)


def _organisation(
    session: Session, authorization_id: str, organisation_id: str | None
) -> StoredOrganisation | None:
    row = session.execute(
        select(*_ORGANISATION).where(
            Organisation.authorization_id == authorization_id, Organisation.id == organisation_id
        )
    ).first()
    return loaded(StoredOrganisation, row) if row is not None else None


def _plain(found: StoredOrganisation) -> port.Organisation:
    return port.Organisation(**asdict(found))


def _shown(
    found: StoredOrganisation | port.Organisation, connected_to: str | None
) -> connections.Organisation:
    return {
        "id": found.id,
        "name": found.name,
        "country": found.country,
        "base_currency": found.base_currency,
        "industry_hint": found.industry_hint,
        "connected_to": connected_to,
    }


def _view(session: Session, row: StoredAuthorization) -> AuthorizationView:
    found = session.execute(
        select(*_ORGANISATION).where(Organisation.authorization_id == row.id).order_by(Organisation.place)
    ).all()
    organisations = [loaded(StoredOrganisation, each) for each in found]
    taken = _taken(session, row) if organisations else {}
    return {
        "id": row.id,
        "provider": row.provider,
        "state": row.state,
        "asking": row.step is not None,
        "organisations": [
            _shown(each, taken[each.id].name if each.id in taken else None) for each in organisations
        ],
        "organisation_id": row.organisation_id,
        "error": _failure(row),
        "client_id": row.client_id,
        "draft_id": row.draft_id,
        "expires_at": moment(row.expires_at),
    }


def _failure(row: StoredAuthorization) -> connections.Failure | None:
    if row.error_code is None:
        return None
    return {"code": row.error_code, "detail": row.error_detail or ""}
