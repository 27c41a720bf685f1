"""A client goes over to another practice (product.md 7.1): out of one list and into the other in one step."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from chassis.database.engine import constraint
from chassis.database.unit_of_work import UnitOfWork
from contracts import accounts
from contracts.accounts.events import CLIENT_TRANSFERRED
from contracts.errors import NotFound
from services.accounts.clients import client_words
from services.accounts.clients.client_row import ClientRow
from services.accounts.practice_requests.accepted_request import Transfer
from services.accounts.tables import Client, OnboardingStep


def lock(uow: UnitOfWork, client_id: str) -> ClientRow:
    """The client, whoever's it is, held until the work ends. Raises `NotFound`."""
    query = select(*Client.__table__.columns).where(Client.id == client_id).with_for_update()
    found = uow.execute(query).first()
    if found is None:
        raise NotFound(what="client")
    return ClientRow._make(found)


def write(uow: UnitOfWork, client: ClientRow, transfer: Transfer) -> ClientRow:
    """Write what was decided and tell it; gives the row after it.

    Raises `accounts.CompanyNumberTaken` where the other practice has this company already.
    """
    uow.execute(delete(OnboardingStep).where(OnboardingStep.client_id == client.id))
    client_words.remove(uow, client)
    query = (
        update(Client)
        .where(Client.id == client.id)
        .values(**transfer.columns)
        .returning(*Client.__table__.columns)
    )
    try:
        found = uow.execute(query).one()
    except IntegrityError as error:
        if constraint(error) == "clients_company_number":
            raise accounts.CompanyNumberTaken(company_number=client.company_number) from None
        raise
    after = ClientRow._make(found)
    client_words.refresh(uow, after)
    uow.send(CLIENT_TRANSFERRED, transfer.transferred)
    return after
