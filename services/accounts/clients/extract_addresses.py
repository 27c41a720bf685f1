"""Extract-by-email addresses (product.md 2.11): made from the name, unique across the whole system."""

from __future__ import annotations

from sqlalchemy import ColumnElement, bindparam, case, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from chassis import context
from chassis.database.prepared import Prepared
from chassis.database.transactions import Transactions
from chassis.database.unit_of_work import UnitOfWork
from contracts.accounts import ExtractEmailTaken
from contracts.accounts.clients import ExtractEmailResolved
from contracts.errors import NotFound
from services.accounts.clients import address_names
from services.accounts.tables import Client, ExtractAddress, ExtractCounter

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
_FREE_AGAIN = text("interval '12 months'")
_COUNT = _counter.on_conflict_do_update(
    index_elements=["base"], set_={"last": ExtractCounter.last + 1}
).returning(ExtractCounter.last)

_RESOLVE = (
    select(
        Client.id.label("client_id"),
        Client.practice_id,
        Client.status.label("client_status"),
        case((ExtractAddress.retired_at.is_(None), "current"), else_="retired").label("state"),
    )
    .join(ExtractAddress, ExtractAddress.client_id == Client.id)
    .where(ExtractAddress.local_part == bindparam("p"))
)


def take_numbered(uow: UnitOfWork, client_id: str, base: str) -> str:
    """Take an address for a client whose base is taken: `acme-widgets-2` and so on."""
    while True:
        candidate = f"{base}-{uow.execute(_COUNT, {'b': base}).scalar_one()}"
        if uow.first(_TAKE, {"p": candidate, "c": client_id}) is not None:
            return candidate


def take_many(uow: UnitOfWork, names: dict[str, str]) -> dict[str, str]:
    """Take an address for each client by its name; gives them by client id."""
    asked_for = {client_id: address_names.base_of(name) for client_id, name in names.items()}
    first: dict[str, str] = {}
    for client_id, base in asked_for.items():
        first.setdefault(base, client_id)
    taken_now: dict[str, str] = {}
    if first:
        rows = [{"local_part": base, "client_id": client_id} for base, client_id in first.items()]
        took = insert(ExtractAddress).values(rows).on_conflict_do_nothing()
        found = uow.execute(took.returning(ExtractAddress.client_id, ExtractAddress.local_part))
        taken_now = {row.client_id: row.local_part for row in found}
    return {
        client_id: taken_now.get(client_id) or take_numbered(uow, client_id, base)
        for client_id, base in asked_for.items()
    }


def move(uow: UnitOfWork, client_id: str, before: str, after: str, domain: str) -> None:
    """Give the client another address and retire the one it had. Raises `accounts.ExtractEmailTaken`."""
    row = insert(ExtractAddress).values(local_part=after, client_id=client_id)
    free = or_(ExtractAddress.client_id == client_id, ExtractAddress.retired_at < func.now() - _FREE_AGAIN)
    took = row.on_conflict_do_update(
        index_elements=["local_part"],
        set_={"client_id": client_id, "retired_at": None},
        where=free,
    ).returning(ExtractAddress.local_part)
    if uow.execute(took).first() is None:
        raise ExtractEmailTaken(address=f"{after}@{domain}")
    retire(uow, client_id, before)


def retire(uow: UnitOfWork, client_id: str, local_part: str) -> None:
    """Give an address up: for twelve months it is nobody else's."""
    uow.execute(
        update(ExtractAddress)
        .where(ExtractAddress.local_part == local_part, ExtractAddress.client_id == client_id)
        .values(retired_at=func.now())
    )


@context.across_accounts
def resolve(database: Transactions, address: str, domain: str) -> ExtractEmailResolved:
    """Whose mail to this address is. What stands after a + is the sender's own. Raises `NotFound`."""
    local_part, _, of_domain = address.lower().rpartition("@")
    found = None
    if of_domain == domain:
        with database.read() as connection:
            found = connection.execute(_RESOLVE, {"p": local_part.partition("+")[0]}).first()
    if found is None:
        raise NotFound(what="client with this address")
    return {
        "client_id": found.client_id,
        "practice_id": found.practice_id,
        "state": found.state,
        "client_status": found.client_status,
    }
