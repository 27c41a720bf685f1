"""What becomes of requests of people who are new (docs/adr/0049)."""

from typing import Any

import eventlet
import pytest
from sqlalchemy import text

from chassis.database.unit_of_work import now
from chassis.rpc.client import RpcClient
from contracts import access, accounts, invitations
from contracts.errors import PracticeAccountRequired, Refusal, RoleRequired
from deploy.allinone.product import Product
from services.access.credentials import address_proofs
from services.accounts.practice_requests import new_client_records
from tests.accounts.new_client_calls import (
    a_business,
    accepts,
    an_address,
    asks,
    declines,
    shown_token,
    switched_on,
)
from tests.accounts.test_practice_requests import a_business_admin, requests_of
from tests.builders import (
    Mailbox,
    Person,
    a_colleague,
    a_practice,
    as_a_timer,
    eventually,
    text_of,
    unique,
)
from tests.lowered_walls import lowered_walls


def kept_anywhere(product: Product, words: str) -> list[str]:
    """The tables that hold these words in clear, but for messages."""
    found = []
    for service, tables in {
        "accounts": ("new_client_requests", "practice_requests", "clients"),
        "access": ("address_proofs", "password_resets", "activity", "users"),
        "invitations": ("password_mails", "request_replies"),
    }.items():
        with product.hosted[service].database.read(everywhere=True) as connection:
            for table in tables:
                query = text(f"SELECT count(*) FROM {table} AS t WHERE t::text ILIKE :w")  # noqa: S608  ours
                if connection.execute(query, {"w": f"%{words}%"}).scalar_one():
                    found.append(table)
    return found


def test_two_colleagues_who_accept_at_once_make_one_client(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    request_id, address = asks(rpc, mailbox, owner)
    partner = a_colleague(owner, mailbox, role="practice_admin")

    def attempt(person: Person) -> str:
        try:
            return accepts(person, request_id)["id"]
        except Refusal as refusal:
            return refusal.code

    threads = [eventlet.spawn(attempt, person) for person in (owner, partner, owner, partner)]
    results = [thread.wait() for thread in threads]
    assert sorted(results)[1:] == ["request_decided"] * 3
    assert owner.sees() == ["Acme Ltd"]
    eventually(lambda: mailbox.to(address)[1:])
    with owner.acting():
        assert len(invitations.list_invitations(rpc)["items"]) == len(requests_of(owner)) + 1


def test_whoever_declines_says_why_and_what_was_said_is_deleted(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, product: Product
) -> None:
    name = unique("Velvet Otter")
    request_id, address = asks(rpc, mailbox, owner, name=name, message=f"{name} again")
    assert kept_anywhere(product, name) == []
    made = declines(owner, request_id, "We take on nobody before April.\n\n<b>Sorry</b>")
    assert (made["state"], made["client"]["name"], made["details"]) == ("declined", "", None)
    (message,) = eventually(lambda: [m for m in mailbox.to(address) if "cannot" in str(m["Subject"])])
    assert "We take on nobody before April." in text_of(message)
    html = present_html(message)
    assert "&lt;b&gt;Sorry" in html
    assert "<b>" not in html
    for decide in (accepts, declines):
        with pytest.raises(accounts.RequestDecided):
            decide(owner, request_id)
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(
            text("UPDATE address_proofs SET forget_at = now() - interval '1 s' WHERE email = :e"),
            {"e": address},
        )
    with as_a_timer():
        address_proofs.forget_old(product.hosted["access"].database)
    eventually(lambda: kept_anywhere(product, address) == [])
    assert kept_anywhere(product, "nobody before April") == []


def present_html(message: Any) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_what_nobody_decides_ends_and_is_deleted(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, product: Product
) -> None:
    request_id, address = asks(rpc, mailbox, owner)
    database = product.hosted["accounts"].database
    with as_a_timer():
        new_client_records.expire(database, now())
    assert requests_of(owner)[0]["state"] == "pending"
    with database.unit_of_work(everywhere=True) as uow:
        ended = "UPDATE new_client_requests SET expires_at = now() - interval '1 s' WHERE id = :i"
        uow.execute(text(ended), {"i": request_id})
    with as_a_timer():
        new_client_records.expire(database, now())
    (request,) = requests_of(owner)
    assert (request["state"], request["details"], request["client"]["name"]) == ("expired", None, "")
    with pytest.raises(accounts.RequestDecided):
        accepts(owner, request_id)
    with database.read(everywhere=True) as connection:
        row = connection.execute(
            text("SELECT sealed, email_index FROM new_client_requests WHERE id = :i"), {"i": request_id}
        ).one()
    assert tuple(row) == (None, None)

    def forgotten_soon() -> bool:
        soon = text("SELECT forget_at < now() + interval '3 days' FROM address_proofs WHERE email = :e")
        with product.hosted["access"].database.read(everywhere=True) as connection:
            return bool(connection.execute(soon, {"e": address}).scalar_one())

    eventually(forgotten_soon)


def test_decisions_are_on_the_practices_activity_without_who_asked(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    """product.md 8.5"""
    request_id, address = asks(rpc, mailbox, owner)
    declines(owner, request_id, "No room")

    def lines() -> list[Any]:
        with owner.acting():
            return [dict(e) for e in access.list_activity(rpc, kind="practice.request_decided")["items"]]

    (line,) = eventually(lines)
    assert (line["actor"]["id"], line["after"]) == (owner.user_id, {"state": "declined"})
    assert address not in str(line)
    assert "No room" not in str(line)


def test_who_is_a_user_already_is_found_out_by_who_accepts_and_by_nobody_before(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    """product.md 4.1"""
    jo = a_business_admin(a_practice(rpc), mailbox)
    token = shown_token(rpc, mailbox, switched_on(owner), jo.email)
    accounts.request_as_new_client(rpc, a_business(token))
    request_id = requests_of(owner)[0]["id"]
    with pytest.raises(accounts.ExistingUser):
        accepts(owner, request_id)
    assert requests_of(owner)[0]["state"] == "pending"
    assert owner.sees() == []
    accepts(owner, request_id, acknowledge_existing_user=True)
    assert owner.sees() == ["Acme Ltd"]


def test_duplicates_are_shown_of_ones_own_practice(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    a_practice(rpc).adds_client(name="Acme Limited")
    mine = owner.adds_client(name="ACME Limited", company_number="01234567")
    request_id, _ = asks(rpc, mailbox, owner, company_number="01234567")
    with owner.acting():
        found = accounts.get_practice_request(rpc, request_id)["duplicates"]
        assert accounts.compare_practice_requests(rpc, [request_id]) == {request_id: found}
    assert [each["id"] for each in found] == [mine["id"]]
    with pytest.raises(accounts.CompanyNumberTaken):
        accepts(owner, request_id)
    assert requests_of(owner)[0]["state"] == "pending"


def test_requests_are_the_practices_admins_alone(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, product: Product
) -> None:
    request_id, _ = asks(rpc, mailbox, owner)
    other = a_practice(rpc)
    client = a_business_admin(other, mailbox)
    standard = a_colleague(owner, mailbox, permissions=["add_clients"])

    def attempts(person: Person) -> list[str]:
        refused = []
        for attempt in (
            lambda: accounts.get_practice_request(rpc, request_id),
            lambda: accounts.accept_practice_request(rpc, request_id),
            lambda: accounts.decline_practice_request(rpc, request_id),
        ):
            with person.acting(), pytest.raises(Refusal) as refusal:
                attempt()
            refused.append(refusal.value.code)
        return refused

    assert attempts(standard) == ["role_required"] * 3
    for ask in (
        lambda: accounts.list_practice_requests(rpc),
        lambda: accounts.compare_practice_requests(rpc, [request_id]),
    ):
        with standard.acting(), pytest.raises(RoleRequired):
            ask()
    assert attempts(other) == ["not_found"] * 3
    assert attempts(client) == ["not_found", "practice_account_required", "practice_account_required"]
    assert requests_of(other) == requests_of(client) == []
    with client.acting(), pytest.raises(PracticeAccountRequired):
        accounts.compare_practice_requests(rpc, [request_id])
    with lowered_walls(product, "accounts"):
        with other.acting():
            assert accounts.compare_practice_requests(rpc, [request_id]) == {}
        assert attempts(other) == ["not_found"] * 3
        assert requests_of(other) == requests_of(client) == []
    assert requests_of(owner)[0]["state"] == "pending"


def test_a_page_of_requests_has_both_kinds_in_the_order_of_their_coming(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    handle = switched_on(owner)
    for turn in range(3):
        token = shown_token(rpc, mailbox, handle, an_address())
        accounts.request_as_new_client(rpc, a_business(token, name=f"New {turn}"))
        jo = a_business_admin(a_practice(rpc), mailbox, name=f"Old {turn}")
        with jo.acting():
            accounts.request_practice(rpc, handle=handle)
    names: list[str] = []
    cursor = None
    while True:
        with owner.acting():
            page = accounts.list_practice_requests(rpc, limit=2, cursor=cursor)
        names += [each["client"]["name"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert names == ["Old 2", "New 2", "Old 1", "New 1", "Old 0", "New 0"]


def test_a_client_that_is_declined_is_told_why(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    """product.md 7.1"""
    jo = a_business_admin(a_practice(rpc), mailbox)
    with jo.acting():
        made = accounts.request_practice(rpc, handle=switched_on(owner))
    declines(owner, made["id"], "Too far away")
    assert [each["reason"] for each in requests_of(jo)] == ["Too far away"]
    (message,) = eventually(lambda: [m for m in mailbox.to(jo.email) if "cannot" in str(m["Subject"])])
    assert "Too far away" in text_of(message)


def test_how_many_wait_is_for_the_admins_of_the_practice_that_is_asked(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    standard, other = a_colleague(owner, mailbox), a_practice(rpc)
    admin = a_colleague(owner, mailbox, role="client_admin")
    request_id, _ = asks(rpc, mailbox, owner)
    asks(rpc, mailbox, owner)
    for person, waiting in ((owner, 2), (admin, 2), (standard, 0), (other, 0)):
        with person.acting():
            assert accounts.list_clients(rpc, include="names")["waiting_requests"] == waiting
            assert "waiting_requests" not in accounts.list_clients(rpc)
    declines(owner, request_id)
    with owner.acting():
        assert accounts.list_clients(rpc, include="names")["waiting_requests"] == 1
