"""Pages of lists follow an index, also where PostgreSQL believes that a practice has little.

It goes by what it counted last. A practice that has just taken on a thousand clients is as small to it as all
others, and to sort a few rows is cheap: each page would cost as much as all that the practice has.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, make_url, text

from contracts import access, accounts, invitations
from deploy.allinone.product import Product
from deploy.embedded_postgres import SUPERUSER
from tests.builders import Person, eventually
from tests.chassis.query_plans import rows_read

MANY = 1500
#: Rows that a page of fifty may read.
MOST = 200

_WRITTEN = text(
    "SELECT attname FROM pg_attribute WHERE attrelid = CAST(:name AS regclass) AND attnum > 0"
    " AND NOT attisdropped AND attgenerated = '' AND attidentity = ''"
)
_FORGET = (
    text("DELETE FROM pg_statistic WHERE starelid = CAST(:name AS regclass)"),
    text("UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE oid = CAST(:name AS regclass)"),
)


@contextmanager
def superuser(product: Product, service: str) -> Iterator[Connection]:
    """A connection to a service's database that may change what PostgreSQL knows of its tables."""
    address = make_url(product.owners_url(service)).set(drivername="postgresql+psycopg2", username=SUPERUSER)
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def many_of_its_row(
    connection: Connection, table: str, practice_id: str, changed: dict[str, str]
) -> Iterator[None]:
    """For the block, a practice has many of what it has one of, with what differs in each as SQL of `n`.

    Nothing is known of the table then, as where it is new.
    """
    names = connection.execute(_WRITTEN, {"name": table}).scalars().all()
    values = ", ".join(changed.get(name, f"original.{name}") for name in names)
    rows = f"(SELECT * FROM {table} WHERE practice_id = :id LIMIT 1) AS original"  # noqa: S608
    copied = f"SELECT {values} FROM {rows}, generate_series(1, {MANY}) AS n"  # noqa: S608
    insert = text(f"INSERT INTO {table} ({', '.join(names)}) {copied} RETURNING xmin::text")
    written_by = connection.execute(insert, {"id": practice_id}).scalars().all()[0]
    for forget in _FORGET:
        connection.execute(forget, {"name": table})
    try:
        yield
    finally:
        # Nothing else takes lines of the activity away.
        connection.exec_driver_sql("SET session_replication_role = replica")
        copies = f"DELETE FROM {table} WHERE practice_id = :id AND xmin::text = :by"  # noqa: S608
        connection.execute(text(copies), {"id": practice_id, "by": written_by})


CLIENTS = {
    "id": "'cl_many_' || original.crn || n",
    "crn": "left(original.crn, 10) || n",
    "company_number": "NULL",
}
LISTS: dict[str, tuple[str, str, dict[str, str], Callable[..., Any]]] = {
    "clients by name": ("accounts", "clients", CLIENTS, accounts.list_clients),
    "clients of a type": (
        "accounts",
        "clients",
        CLIENTS,
        lambda rpc: accounts.list_clients(rpc, type="business"),
    ),
    "newest clients": (
        "accounts",
        "clients",
        CLIENTS,
        lambda rpc: accounts.list_clients(rpc, sort="-created_at"),
    ),
    "activity": ("access", "activity", {"place": "1000 + n"}, access.list_activity),
    "invitations": (
        "invitations",
        "invitations",
        # Of which no timer wants anything.
        {"id": "left(original.id, 20) || n", "state": "'revoked'"},
        invitations.list_invitations,
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_page_reads_little_more_than_it_shows(
    product: Product, owner: Person, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """product.md 8.2"""
    service, table, changed, page = LISTS[name]
    owner.adds_client(invitation={"name": "Jo", "email": "jo@acme.example"})
    with superuser(product, service) as connection:
        has_one = text(f"SELECT count(*) > 0 FROM {table} WHERE practice_id = :id")  # noqa: S608
        eventually(lambda: connection.execute(has_one, {"id": owner.account_id}).scalar_one())
        with (
            many_of_its_row(connection, table, owner.account_id, changed),
            rows_read(product.hosted[service].database.engine, table, monkeypatch) as read,
            owner.acting(),
        ):
            assert len(page(owner.rpc)["items"]) >= 20
    assert read
    assert max(read) <= MOST
