"""How far imports are, of all that somebody waits for at once: whose they are is for who asks to know."""

from __future__ import annotations

from sqlalchemy import select

from chassis.database.engine import Database
from contracts.accounts.import_progress import FoundImportProgress
from services.accounts.tables import ClientImport


def find(database: Database, import_ids: list[str]) -> FoundImportProgress:
    """How far these imports are; nothing of what is in them."""
    statement = select(ClientImport.id, ClientImport.version, ClientImport.done).where(
        ClientImport.id.in_(import_ids)
    )
    with database.read(everywhere=True) as connection:
        rows = connection.execute(statement).all()
    return {"items": [{"import_id": row.id, "version": row.version, "done": row.done} for row in rows]}
