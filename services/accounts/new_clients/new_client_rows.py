"""Writes a new client: its row, its steps and every message about it. The point of no return."""

from __future__ import annotations

from sqlalchemy import column, insert, table

from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork
from chassis.security.vault import Vault
from contracts.accounts.client_access import levels_by_subject
from contracts.accounts.events import CLIENT_CREATED
from services.accounts.clients import client_words, self_employed
from services.accounts.clients.client_row import SeenClient
from services.accounts.new_clients.new_client import NewClient
from services.accounts.onboarding import onboarding_steps
from services.accounts.tables import Client

#: Without the columns that PostgreSQL works out.
_written = [column(c.name, c.type) for c in Client.__table__.columns if c.computed is None]
_INSERT = Prepared("new_client", insert(table("clients", *_written)).inline())


def write(uow: UnitOfWork, vault: Vault, new: NewClient) -> SeenClient:
    """Write what was decided, at the end of the work, and tell it; gives the client as it is shown."""
    client, access = new.created, new.access
    number = self_employed.number_columns(vault, client["client_id"], new.national_insurance_number)
    seen = SeenClient(
        id=client["client_id"],
        crn=client["crn"],
        type=client["type"],
        name=client["name"],
        status="active",
        practice_code=client["practice_code"],
        company_number=client.get("company_number"),
        software=new.software,
        industry=client["industry"],
        solutions=client["solutions"],
        base_currency=client["base_currency"],
        country=client["country"],
        extract_local_part=new.extract_local_part,
        nino_masked=number["nino_masked"],
        postcode=new.postcode,
        email=new.email,
        income_sources=self_employed.sources_column(new.income_sources),
        account_manager_id=access["account_manager_id"],
        access_everyone=access["everyone"],
        access_colleague_ids=access["colleague_ids"],
        access_team_ids=access["team_ids"],
        responsible=new.responsible,
        connection=None,
        invitation=new.invitation,
        onboarding=new.onboarding,
        version=client["version"],
        created_at=client["created_at"],
    )
    name_sort = client["name"].casefold()
    beside = {
        "practice_id": client["practice_id"],
        "name_sort": name_sort,
        "access_version": 0,
        "access_colleague_ends": {},
        "access_levels": levels_by_subject(access),
        "connection_version": 0,
        "invitation_version": 0,
        "words": new.words,
        "created_by": client["created_by"],
    }
    uow.later(_INSERT, {**seen._asdict(), **number, **beside})
    client_words.add(uow, seen.id, client["practice_id"], name_sort, seen.created_at, new.words)
    onboarding_steps.begin(uow, seen.id, new.orders, seen.created_at)
    uow.send(CLIENT_CREATED, client)
    return seen
