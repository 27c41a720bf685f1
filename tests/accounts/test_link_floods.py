"""A thousand hostile submissions at a practice's link: no mail beyond the limits, and no difference seen."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from werkzeug.test import Client as HttpClient

from chassis import context
from chassis.database import prepared
from chassis.rpc.client import RpcClient
from contracts import accounts
from deploy.allinone.product import Product
from gateway import app
from gateway.settings import Settings
from services.access.credentials import address_proofs
from tests.accounts.new_client_calls import an_address, switched_on
from tests.builders import Mailbox, Person, a_practice, eventually

HTML = {"Accept": "text/html"}
_NETWORKS = 60


@pytest.fixture
def http(rpc: RpcClient) -> HttpClient:
    """Without the limits of one gateway's memory: those of access are what holds for all of them."""
    return HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc))


def proofs_sent(product: Product, practice_id: str) -> Counter[str]:
    """The orders for a link, by address."""
    with product.hosted["access"].database.read(everywhere=True) as connection:
        query = text(
            "SELECT lower(p.email) FROM address_proofs p WHERE p.practice_id = :p AND EXISTS "
            "(SELECT FROM outbox o WHERE o.type = 'SendResetLink' AND o.body::json ->> 'reset_id' = p.id)"
        )
        return Counter(connection.execute(query, {"p": practice_id}).scalars())


def test_a_thousand_submissions_send_no_mail_beyond_the_limits(
    owner: Person, rpc: RpcClient, http: HttpClient, mailbox: Mailbox, product: Product
) -> None:
    handle = switched_on(owner)
    known = [owner.email, *(a_practice(rpc).email for _ in range(4))]
    unknown = [an_address() for _ in range(45)]
    answers: Counter[tuple[int, bool]] = Counter()
    for number in range(1000):
        address = (*known, *unknown)[number % 50]
        written = address.upper() if number % 3 == 0 else address
        answer = http.post(
            f"/p/{handle}/new",
            data={"email": written},
            headers=HTML,
            environ_overrides={"REMOTE_ADDR": f"198.51.100.{number % _NETWORKS}"},
        )
        answers[answer.status_code, "Look at your mail" in answer.text] += 1
    assert set(answers) == {(200, True), (429, False)}
    sent = proofs_sent(product, owner.account_id)
    assert max(sent.values()) <= address_proofs.BY_EMAIL.most
    assert sum(sent.values()) <= address_proofs.BY_PRACTICE.most
    # Who is known gets as many as who is not.
    assert {sent[address] for address in known} == {sent[address] for address in unknown} == {3}
    assert answers[200, True] == address_proofs.BY_PRACTICE.most

    def came() -> int:
        return sum(
            "Continue" in str(message["Subject"])
            for each in (*known, *unknown)
            for message in mailbox.to(each)
        )

    eventually(lambda: came() == sum(sent.values()))


def test_a_network_has_a_limit_of_its_own(owner: Person, http: HttpClient, product: Product) -> None:
    """An IPv6 host has as many addresses as it likes, and counts as one."""
    handle, statuses = switched_on(owner), []
    for number in range(address_proofs.BY_NETWORK.most + 5):
        answer = http.post(
            f"/p/{handle}/new",
            data={"email": an_address()},
            headers=HTML,
            environ_overrides={"REMOTE_ADDR": f"2001:db8:77:1::{number + 1:x}"},
        )
        statuses.append(answer.status_code)
    assert statuses == [200] * address_proofs.BY_NETWORK.most + [429] * 5


def test_the_answer_is_the_same_to_the_byte_for_known_and_unknown_addresses(
    owner: Person, rpc: RpcClient, http: HttpClient
) -> None:
    handle, pages = switched_on(owner), []
    for number, address in enumerate((owner.email, a_practice(rpc).email, an_address(), an_address())):
        answer = http.post(
            f"/p/{handle}/new",
            data={"email": address},
            headers=HTML,
            environ_overrides={"REMOTE_ADDR": f"203.0.113.{number}"},
        )
        names = sorted(name for name, _ in answer.headers)
        pages.append((answer.status_code, names, answer.text.replace(address, "ADDRESS")))
    assert all(page == pages[0] for page in pages)


def test_nobody_is_looked_up_by_the_address(
    owner: Person, rpc: RpcClient, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not looked up cannot be told, by the time it takes either."""
    handle, sent = switched_on(owner), []
    run_all: Callable[..., list[Any]] = prepared.run_all

    # Timers, and what earlier tests left, ask meanwhile as well.
    asking = context.Context("looked up by nobody")

    def of_these() -> bool:
        return context.correlation_id() == asking.correlation_id

    def note(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if of_these():
            sent.append(statement)

    def noted(
        connection: Connection, statements: Sequence[tuple[Any, Mapping[str, Any]]], **more: Any
    ) -> list[Any]:
        if of_these():
            sent.extend(each.text for each, _ in statements)
        return run_all(connection, statements, **more)

    event.listen(product.hosted["access"].database.engine, "before_cursor_execute", note)
    monkeypatch.setattr(prepared, "run_all", noted)
    try:
        for address in (owner.email, an_address()):
            with context.enter(asking):
                accounts.begin_request(rpc, handle=handle, email=address, address=address)
    finally:
        event.remove(product.hosted["access"].database.engine, "before_cursor_execute", note)
    assert sum("address_proofs" in each for each in sent) >= 2
    assert [each for each in sent if "email_key" in each or "claimed_key" in each] == []
