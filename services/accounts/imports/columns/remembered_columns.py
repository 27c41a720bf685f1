"""What a practice said that columns are, for the next file with the same headings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import orjson
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from chassis.database.unit_of_work import UnitOfWork, now
from contracts.accounts import import_columns
from contracts.accounts.imports import Column
from services.accounts.tables import ImportMapping

#: Of one practice and kind; those not used for longest go first.
MOST = 50
#: What is said of a file whose columns are named as they were before.
NOTICE = "The columns are named as your practice named them last time. Look whether that still fits."


def keep(uow: UnitOfWork, practice_id: str, kind: str, columns: Sequence[Column]) -> None:
    """Remember what the columns of such a file are."""
    row = {
        "practice_id": practice_id,
        "kind": kind,
        "headings": _key([column["heading"] for column in columns]),
        "fields": [column["field"] for column in columns],
        "used_at": now(),
    }
    put = insert(ImportMapping).values(row)
    changed = {"fields": put.excluded.fields, "used_at": put.excluded.used_at}
    uow.execute(put.on_conflict_do_update(index_elements=["practice_id", "kind", "headings"], set_=changed))
    mine = (ImportMapping.practice_id == practice_id) & (ImportMapping.kind == kind)
    kept = select(ImportMapping.headings).where(mine).order_by(ImportMapping.used_at.desc()).limit(MOST)
    uow.execute(delete(ImportMapping).where(mine, ImportMapping.headings.not_in(kept)))


def of(
    connection: Connection,
    practice_id: str,
    kind: str,
    headings: Sequence[str],
    responsibilities: Mapping[str, str],
) -> list[str | None] | None:
    """What such columns were last time; None for headings that the practice had not. A responsibility that is
    none of its `responsibilities` any more is nothing.
    """
    query = select(ImportMapping.fields).where(
        ImportMapping.practice_id == practice_id,
        ImportMapping.kind == kind,
        ImportMapping.headings == _key(headings),
    )
    fields = connection.execute(query).scalar()
    if fields is None or len(fields) != len(headings):
        return None
    # A later release may know a field by another name.
    return [
        field if field is not None and import_columns.is_possible(field, kind, responsibilities) else None
        for field in fields
    ]


def _key(headings: Sequence[str]) -> str:
    """A digest of the headings, whatever their case and spaces: an index takes no long texts."""
    plain = orjson.dumps([" ".join(heading.split()).casefold() for heading in headings])
    return hashlib.sha256(plain).hexdigest()
