"""Pages of lists follow an index, also where PostgreSQL believes that a practice has little.

It goes by what it counted last. A practice that has just taken on a thousand clients is as small to it as all
others, and to sort a few rows is cheap: each page would cost as much as all that the practice has.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, make_url, text

from contracts import access, accounts, invitations
from deploy.allinone.product import Product
from deploy.embedded_postgres import SUPERUSER
from tests.builders import Person, eventually

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
#: By whatever index but the one that a timer joins a table by.
_READ = text(
    "SELECT coalesce(max(t.seq_tup_read), 0) + coalesce(sum(i.idx_tup_read), 0) FROM pg_stat_user_tables AS t"
    " JOIN pg_stat_user_indexes AS i USING (relid)"
    " WHERE t.relname = :name AND i.indexrelname <> 'invitations_pkey'"
)


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


@contextmanager
def nothing_is_sent(connection: Connection, service: str) -> Iterator[None]:
    """What other tests have left to be tried again waits: it reads invitations each second."""
    put_off = "UPDATE deliveries SET due_at = due_at {} interval '1 hour' WHERE state = 'queued'"
    if service == "invitations":
        connection.exec_driver_sql(put_off.format("+"))
    yield
    if service == "invitations":
        connection.exec_driver_sql(put_off.format("-"))


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
def test_a_page_reads_little_more_than_it_shows(product: Product, owner: Person, name: str) -> None:
    """product.md 8.2"""
    service, table, changed, page = LISTS[name]
    owner.adds_client(invitation={"name": "Jo", "email": "jo@acme.example"})
    address = make_url(product.owners_url(service)).set(drivername="postgresql+psycopg2", username=SUPERUSER)
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        has_one = text(f"SELECT count(*) > 0 FROM {table} WHERE practice_id = :id")  # noqa: S608
        eventually(lambda: connection.execute(has_one, {"id": owner.account_id}).scalar_one())
        with (
            many_of_its_row(connection, table, owner.account_id, changed),
            nothing_is_sent(connection, service),
        ):
            # Timers may have read the table as well, though not each time.
            looks = (_read_by_a_page(connection, table, owner, page) for _ in range(6))
            assert any(rows <= MOST for rows in looks)
    engine.dispose()


def _read_by_a_page(connection: Connection, table: str, owner: Person, page: Callable[..., Any]) -> int:
    """What is read is said a second later, with what is read then."""
    figures = []
    for _ in range(2):
        time.sleep(1.1)
        with owner.acting():
            assert len(page(owner.rpc)["items"]) >= 20
        figures.append(int(connection.execute(_READ, {"name": table}).scalar_one()))
    return figures[1] - figures[0]
