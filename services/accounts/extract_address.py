"""Extract-by-email addresses (product.md 2.11): made from the name, unique across the whole system."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.dialects.postgresql import insert

from chassis.prepared import Prepared
from chassis.work import Work
from services.accounts.tables import ExtractAddress, ExtractCounter

_LONGEST = 48
_COMPANY_ENDINGS = re.compile(r"-(ltd|limited|llp|plc|inc|llc)$")

_taking = (
    insert(ExtractAddress)
    .values(local_part=bindparam("p"), client_id=bindparam("c"))
    .on_conflict_do_nothing()
    .returning(ExtractAddress.local_part)
)
_TAKE = Prepared("take_address", _taking)
#: A column for another statement: takes the address `p` for the client `c`; true where that was free.
taken: ColumnElement[bool] = exists(select(_taking.cte("taking").c.local_part))

_counter = insert(ExtractCounter).values(base=bindparam("b"), last=2)
_COUNT = _counter.on_conflict_do_update(
    index_elements=["base"], set_={"last": ExtractCounter.last + 1}
).returning(ExtractCounter.last)


def base_of(name: str) -> str:
    """The local part a name asks for: `Acme Widgets Ltd` gives `acme-widgets`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("&", " and ").replace("'", "")).strip("-")
    words = _COMPANY_ENDINGS.sub("", words)
    return words[:_LONGEST].strip("-") or "client"


def take_numbered(work: Work, client_id: str, base: str) -> str:
    """Take an address for a client whose base is taken: `acme-widgets-2` and so on."""
    while True:
        candidate = f"{base}-{work.execute(_COUNT, {'b': base}).scalar_one()}"
        if _TAKE.first(work.connection, {"p": candidate, "c": client_id}) is not None:
            return candidate
