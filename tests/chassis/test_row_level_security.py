"""Row-level security: the second wall around each account's rows, whatever a query forgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Literal

import pytest
from sqlalchemy import Select, bindparam, func, select, sql, text
from sqlalchemy.exc import ProgrammingError

from chassis import context
from chassis.context import Context
from chassis.database import row_level_security
from chassis.database.engine import Database
from chassis.database.prepared import Prepared
from chassis.rpc import entrypoint
from chassis.rpc.client import RpcClient
from chassis.security.trust import Trust
from contracts import accounts
from contracts.errors import NotFound
from contracts.messages import Call, NoArguments
from deploy.allinone.product import Product
from deploy.services import SERVICES
from services.accounts.clients import client_view
from services.accounts.tables import Client
from tests.builders import Person, a_practice

#: Columns by which a row belongs to somebody.
OWNING = ("practice_id", "account_id", "client_id")
#: Tables that have such a column and are nobody's, with the reason.
OPEN = {
    ("accounts", "extract_addresses"): "unique across the whole system (product.md 2.11)",
    ("accounts", "practice_handles"): "the endings of links, unique across the whole system (docs/adr/0049)",
    ("access", "sessions"): "a user's, who may act for several accounts",
    ("invitations", "sendings"): "the limit per recipient counts what all practices send (product.md 5.8)",
}


@contextmanager
def acting_for(account_id: str) -> Iterator[None]:
    with context.enter(Context("tests", scope=account_id)):
        yield


@pytest.fixture
def two_practices(rpc: RpcClient) -> tuple[Person, Person]:
    found = a_practice(rpc), a_practice(rpc)
    for practice in found:
        practice.adds_client(access={"everyone": True}, invitation={"name": "Jo", "email": "jo@acme.example"})
    return found


def owned_tables(database: Database) -> dict[str, list[str]]:
    """The columns by which each table's rows belong to somebody."""
    with database.read(everywhere=True) as connection:
        rows = connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND column_name = ANY(:owning) ORDER BY 1, 2"
            ),
            {"owning": list(OWNING)},
        ).all()
    tables: dict[str, list[str]] = {}
    for table, column in rows:
        tables.setdefault(table, []).append(column)
    return tables


def practice_ids(table: str) -> Select[tuple[str]]:
    return select(sql.column("practice_id")).select_from(sql.table(table))


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_of_somebodys_rows_has_a_wall(product: Product, service: str) -> None:
    database = product.hosted[service].database
    with database.read(everywhere=True) as connection:
        walled = set(connection.execute(text("SELECT relname FROM pg_class WHERE relrowsecurity")).scalars())
    without = set(owned_tables(database)) - walled
    assert without == {table for of, table in OPEN if of == service}


@pytest.mark.parametrize("service", SERVICES)
def test_a_query_without_any_filter_returns_no_foreign_row(
    product: Product, two_practices: tuple[Person, Person], service: str
) -> None:
    mine, other = (person.account_id for person in two_practices)
    database = product.hosted[service].database
    for table, columns in owned_tables(database).items():
        if (service, table) in OPEN or "practice_id" not in columns:
            continue
        with acting_for(mine), database.read() as connection:
            found = set(connection.execute(practice_ids(table)).scalars())
        with database.read(everywhere=True) as connection:
            everybody = set(connection.execute(practice_ids(table)).scalars())
        assert found == everybody & {mine}, table
        assert not found & {other}


@pytest.mark.parametrize("service", SERVICES)
def test_work_that_says_not_whose_it_is_sees_nothing(
    product: Product, two_practices: tuple[Person, Person], service: str
) -> None:
    database = product.hosted[service].database
    for table in set(owned_tables(database)) - {table for _, table in OPEN}:
        with database.read() as connection:
            assert connection.execute(select(func.count()).select_from(sql.table(table))).scalar() == 0, table


def test_a_read_that_forgot_its_filter_finds_no_client_of_another(
    rpc: RpcClient, two_practices: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = two_practices
    theirs = other.adds_client(name="Theirs")["id"]
    columns = (*client_view._COLUMNS, sql.literal("manage").label("level"))
    anybodys = select(*columns).where(Client.id == bindparam("client_id"))
    monkeypatch.setattr(client_view, "_ONE", Prepared("client_of_anybody", anybodys))
    with other.acting():
        assert accounts.get_client(rpc, client_id=theirs)["name"] == "Theirs"
    with mine.acting(), pytest.raises(NotFound):
        accounts.get_client(rpc, client_id=theirs)


def test_nobody_writes_a_row_of_another(product: Product, two_practices: tuple[Person, Person]) -> None:
    mine, other = (person.account_id for person in two_practices)
    database = product.hosted["accounts"].database
    move = text("UPDATE members SET practice_id = :other WHERE practice_id = :mine")
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting_for(mine),
        database.unit_of_work() as uow,
    ):
        uow.execute(move, {"mine": mine, "other": other})
    take = text("UPDATE members SET name = 'taken' WHERE practice_id = :other")
    with acting_for(mine), database.unit_of_work() as uow:
        assert uow.execute(take, {"other": other}).rowcount == 0


def test_one_units_scope_is_not_the_nexts(product: Product, two_practices: tuple[Person, Person]) -> None:
    mine, other = (person.account_id for person in two_practices)
    database = product.hosted["accounts"].database
    for account_id in (mine, other, mine):
        with acting_for(account_id), database.unit_of_work() as uow:
            assert set(uow.execute(text("SELECT practice_id FROM members")).scalars()) == {account_id}
        with database.read() as connection:
            assert connection.execute(text("SELECT FROM members")).all() == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_service_neither_owns_its_tables_nor_may_do_more(product: Product, service: str) -> None:
    with product.hosted[service].database.read(everywhere=True) as connection:
        row_level_security.check(connection)
    assert product.health()[service]["row_level_security"] == "ok"


@pytest.mark.parametrize("scope", ["prac_1'; DROP TABLE clients; --", "**", "prac_"])
def test_a_scope_is_an_accounts_id_and_nothing_else(scope: str) -> None:
    with pytest.raises(ValueError, match="no account's id"):
        row_level_security.set_tenant(scope)


def scope_of(
    caller: Literal["anyone", "service"], wrapped: Callable[[Callable[..., None]], Callable[..., None]]
) -> str:
    """The accounts that a method reaches which nobody signed in has called."""
    found: list[str] = []

    def method(_service: object, _request: object) -> None:
        found.append(context.current().scope)

    call = Call("accounts", "probe", NoArguments, None, "read", caller=caller)
    service = SimpleNamespace(database=None, trust=Trust(None), identity_keys=())
    here = context.Context("probe")
    with context.enter(here):
        entrypoint._attempt(service, wrapped(method), call, here, {})
    return found[0]


@pytest.mark.parametrize("caller", ["anyone", "service"])
def test_a_call_in_nobodys_name_reaches_no_rows_unless_its_use_case_says_so(
    caller: Literal["anyone", "service"],
) -> None:
    assert scope_of(caller, lambda use_case: use_case) == context.NOWHERE
    assert scope_of(caller, context.across_accounts) == context.EVERYWHERE


def test_the_wall_stands_again_after_a_use_case_about_several_accounts() -> None:
    @context.across_accounts
    def fails() -> None:
        raise NotFound(what="client")

    with context.enter(context.Context("probe", scope="prac_1")) as here:
        with pytest.raises(NotFound):
            fails()
        assert here.scope == "prac_1"
