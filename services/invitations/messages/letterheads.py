"""How a practice's messages look: its sender name, where answers go, and its own words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.rows import columns_of, loaded
from chassis.database.unit_of_work import UnitOfWork, now
from services.invitations.messages import logos, wordings
from services.invitations.tables import Letterhead
from services.invitations.transport.sender_addresses import Senders


@dataclass(frozen=True, slots=True)
class StoredLetterhead:
    """What a practice has said of its messages. `wording`: by kind, `subject` and `opening`."""

    practice_id: str
    sender_name: str | None
    reply_to: str | None
    from_address: str | None
    wording: dict[str, dict[str, str]]
    colour: str | None
    version: int


#: What a `StoredLetterhead` is made of, in its order.
COLUMNS = columns_of(StoredLetterhead, Letterhead)


def of(connection: Connection, senders: Senders, practice_id: str) -> wordings.Letterhead:
    """How this practice's messages look. A domain that is allowed no more is not sent from."""
    row = stored(connection, practice_id)
    if row is None:
        return wordings.OURS
    own = row.from_address if row.from_address and senders.may(practice_id, row.from_address) else None
    logo = logos.of(connection, practice_id)
    return wordings.Letterhead(row.sender_name, row.reply_to, own, row.wording, row.colour, logo)


def begun(uow: UnitOfWork, practice_id: str) -> StoredLetterhead:
    """The practice's own settings, which are begun where it has none, locked."""
    begin = {"practice_id": practice_id, "wording": {}, "version": 1, "changed_at": now()}
    uow.execute(upsert(Letterhead).values(begin).on_conflict_do_nothing())
    query = select(*COLUMNS).where(Letterhead.practice_id == practice_id).with_for_update()
    return loaded(StoredLetterhead, uow.execute(query).one())


def stored(connection: Connection, practice_id: str) -> StoredLetterhead | None:
    """The practice's own settings, where it has any."""
    row = connection.execute(select(*COLUMNS).where(Letterhead.practice_id == practice_id)).first()
    return loaded(StoredLetterhead, row) if row is not None else None
