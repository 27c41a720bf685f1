"""A client goes over to another practice (product.md 7.1): out of one list and into the other in one step."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.identity import Caller
from contracts.accounts.events import CLIENT_TRANSFERRED
from contracts.errors import NotFound
from services.accounts.clients import client_words
from services.accounts.tables import Client, OnboardingStep


def transfer(uow: UnitOfWork, caller: Caller, practice: Any, client_id: str, access: dict[str, Any]) -> Any:
    """Make it this practice's, seen by whom `access` says; gives the row. Raises `NotFound`."""
    columns = Client.__table__.columns
    before = uow.execute(select(*columns).where(Client.id == client_id).with_for_update()).first()
    if before is None:
        raise NotFound(what="client")
    # The code was the other practice's own reference, and steps it ordered are no concern of this one.
    uow.execute(delete(OnboardingStep).where(OnboardingStep.client_id == client_id))
    client_words.remove(uow, before)
    after = uow.execute(
        update(Client)
        .where(Client.id == client_id)
        .values(
            practice_id=practice.id,
            practice_code=None,
            status="active",
            account_manager_id=access["account_manager_id"],
            access_everyone=access["everyone"],
            access_colleague_ids=access["colleague_ids"],
            access_team_ids=access["team_ids"],
            onboarding={"state": "complete", "steps": []},
            words=None,
            version=before.version + 1,
        )
        .returning(*columns)
    ).one()
    client_words.refresh(uow, after)
    uow.send(
        CLIENT_TRANSFERRED,
        client_id=client_id,
        from_practice_id=before.practice_id,
        practice_id=practice.id,
        practice_name=practice.name,
        name=after.name,
        **access,
        by=caller.user_id,
        at=now(),
        version=after.version,
    )
    return after
