"""The list page and the access check are one query each, however many clients and colleagues there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event

from chassis import context
from chassis.database import prepared
from contracts import access, accounts
from deploy.allinone.product import Product
from tests.builders import Mailbox, Person, a_colleague, a_team


@contextmanager
def queries(product: Product, service: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What a service asks its database about people and clients while the block lasts.

    Timers of the service run meanwhile: what they do is in nobody's name.
    """
    sent: list[str] = []
    engine = product.hosted[service].database.engine
    run_all: Callable[..., list[Any]] = prepared.run_all

    def note(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        asks = "memberships" in statement or "members" in statement
        if asks and "PREPARE" not in statement and context.current().passport:
            sent.append(statement)

    def noted(
        connection: Connection, statements: Sequence[tuple[Any, Mapping[str, Any]]], **more: Any
    ) -> list[Any]:
        if connection.engine is engine and context.current().passport:
            sent.extend(each.text for each, _ in statements)
        return run_all(connection, statements, **more)

    event.listen(engine, "before_cursor_execute", note)
    monkeypatch.setattr(prepared, "run_all", noted)
    try:
        yield sent
    finally:
        monkeypatch.undo()
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(params=[1, 12], ids=["one client", "a dozen"])
def bob(request: pytest.FixtureRequest, owner: Person, mailbox: Mailbox) -> tuple[Person, list[str]]:
    """A colleague who reaches clients in every way, and those clients."""
    colleague = a_colleague(owner, mailbox)
    team = a_team(owner, colleague)
    ways: list[dict[str, Any]] = [
        {"everyone": True},
        {"colleague_ids": [colleague.user_id]},
        {"team_ids": [team]},
        {"account_manager_id": colleague.user_id},
    ]
    made = [owner.adds_client(access=ways[number % 4])["id"] for number in range(request.param)]
    return colleague, made


def test_a_page_of_the_list_is_one_query(
    product: Product, bob: tuple[Person, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague, made = bob
    with colleague.acting(), queries(product, "accounts", monkeypatch) as sent:
        found = accounts.list_clients(colleague.rpc)["items"]
    assert {client["id"] for client in found} == set(made)
    assert len(sent) == 1, sent


def test_the_check_of_a_pages_clients_is_one_query(
    product: Product, bob: tuple[Person, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague, made = bob
    with colleague.acting(), queries(product, "access", monkeypatch) as sent:
        seen = access.sees_clients(colleague.rpc, client_ids=made, practice_id=colleague.account_id)
    assert set(seen["client_ids"]) == set(made)
    assert len(sent) == 1, sent
