"""Extract-by-email addresses (product.md 2.11): made from the name, unique across the whole system."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from chassis.prepared import Prepared
from chassis.work import Work
from services.accounts.tables import ExtractAddress, ExtractCounter

_LONGEST = 48
_COMPANY_ENDINGS = re.compile(r"-(ltd|limited|llp|plc|inc|llc)$")

_TAKE = Prepared(
    "take_address",
    insert(ExtractAddress)
    .values(local_part=bindparam("p"), client_id=bindparam("c"))
    .on_conflict_do_nothing()
    .returning(ExtractAddress.local_part),
)
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


def take(work: Work, client_id: str, name: str) -> str:
    """Take an address's local part for a client: `acme-widgets`, or `acme-widgets-2` where that is taken."""
    base = candidate = base_of(name)
    while _TAKE.run(work.connection, {"p": candidate, "c": client_id}).first() is None:
        candidate = f"{base}-{work.execute(_COUNT, {'b': base}).scalar_one()}"
    return candidate
