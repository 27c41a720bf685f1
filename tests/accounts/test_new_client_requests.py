"""Somebody new asks a practice by its link (docs/adr/0049)."""

from typing import Any

import eventlet
import pytest
from sqlalchemy import text

from chassis.database.unit_of_work import now
from chassis.rpc.client import RpcClient
from contracts import access, accounts, invitations
from contracts.errors import InvalidInput, NotFound, Refusal, RoleRequired
from deploy.allinone.product import Product
from services.access.credentials import address_proofs
from services.accounts.practice_requests import new_client_records
from tests.accounts.new_client_calls import (
    a_business,
    a_person,
    an_address,
    asks,
    link_token,
    shown_token,
    switched_on,
)
from tests.accounts.test_practice_requests import a_business_admin, requests_of
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_colleague,
    a_practice,
    as_a_timer,
    eventually,
    lowered_walls,
    sign_in,
    text_of,
    unique,
)


def accepts(person: Person, request_id: str, **more: Any) -> accounts.Client:
    with person.acting():
        return accounts.accept_practice_request(person.rpc, request_id, {"everyone": True}, **more)


def declines(person: Person, request_id: str, reason: str | None = None) -> accounts.PracticeRequest:
    with person.acting():
        return accounts.decline_practice_request(person.rpc, request_id, reason)


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


def test_somebody_new_becomes_a_client_and_is_invited_where_they_showed_to_read(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    request_id, address = asks(
        rpc, mailbox, owner, mobile="07700 900123", company_number="1234567", message="VAT from January"
    )
    (request,) = requests_of(owner)
    assert request["kind"] == "new_client"
    assert request["client"] == {"id": None, "name": "Acme Ltd", "type": "business"}
    assert request["requested_by"] == {"id": None, "name": "Jo Bloggs"}
    assert request["details"] == {
        "email": address,
        "mobile": "+447700900123",
        "company_number": "01234567",
        "postcode": None,
        "income_sources": [],
        "software": "xero",
        "message": "VAT from January",
    }
    assert owner.sees() == []
    manager = a_colleague(owner, mailbox)
    with owner.acting():
        given = {"colleague_ids": [manager.user_id], "account_manager_id": manager.user_id}
        client = accounts.accept_practice_request(rpc, request_id, given)
    assert (client["name"], client["company_number"]) == ("Acme Ltd", "01234567")
    assert manager.sees() == ["Acme Ltd"]
    invitations.redeem_invitation(rpc, token=mailbox.token_for(address), password=PASSWORD)
    jo = sign_in(rpc, address)
    with jo.acting():
        assert access.get_session(rpc)["account"]["role"] == "business_admin"
    (request,) = requests_of(owner)
    assert (request["state"], request["client"]["id"], request["details"]) == ("accepted", client["id"], None)


def test_somebody_self_employed_becomes_a_client(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    address = an_address()
    token = shown_token(rpc, mailbox, switched_on(owner), address)
    made = accounts.request_as_new_client(rpc, a_person(token, postcode="sw1a1aa"))
    assert made.keys() == {"practice_name"}
    client = accepts(owner, requests_of(owner)[0]["id"])
    assert (client["type"], client["email"], client["postcode"]) == ("self_employed", address, "SW1A 1AA")
    assert client["income_sources"] == [{"name": "Pottery", "type": "self_employment"}]


def test_a_link_makes_one_request(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    address, handle = an_address(), switched_on(owner)
    token = shown_token(rpc, mailbox, handle, address)
    for _ in range(2):
        assert accounts.open_request(rpc, token=token)["email"] == address
    accounts.request_as_new_client(rpc, a_business(token))
    with pytest.raises(access.ProofUnusable):
        accounts.request_as_new_client(rpc, a_business(token, name="Other"))
    with pytest.raises(access.ProofUnusable):
        accounts.open_request(rpc, token=token)
    declines(owner, requests_of(owner)[0]["id"])
    with pytest.raises(access.ProofUnusable):
        accounts.request_as_new_client(rpc, a_business(token))
    assert len(requests_of(owner)) == 1


def test_whoever_waits_asks_once(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    address, handle = an_address(), switched_on(owner)
    tokens = [shown_token(rpc, mailbox, handle, address)]
    accounts.begin_request(rpc, handle=handle, email=address.upper(), address=unique("net"))
    eventually(lambda: mailbox.to(address)[1:])
    tokens.append(link_token(mailbox, address))
    assert tokens[0] != tokens[1]
    accounts.request_as_new_client(rpc, a_business(tokens[0]))
    with pytest.raises(accounts.AlreadyRequested):
        accounts.request_as_new_client(rpc, a_business(tokens[1]))


@pytest.mark.parametrize("token", ["x", "A" * 43, "../../etc/passwd", "<script>"])
def test_what_opens_nothing_is_answered_alike(rpc: RpcClient, token: str) -> None:
    with pytest.raises(access.ProofUnusable) as opened:
        accounts.open_request(rpc, token=token)
    with pytest.raises(access.ProofUnusable) as sent:
        accounts.request_as_new_client(rpc, a_business(token))
    assert opened.value.detail == sent.value.detail


def test_other_links_open_no_request_and_this_one_opens_nothing_else(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    access.request_password_reset(rpc, email=owner.email)
    with pytest.raises(access.ProofUnusable):
        accounts.open_request(rpc, token=mailbox.reset_token_for(owner.email))
    token = shown_token(rpc, mailbox, switched_on(owner), owner.email)
    with pytest.raises(access.ResetUnusable):
        access.complete_password_reset(rpc, token=token, password="four other words here")
    with owner.acting(), pytest.raises(access.ConfirmationUnusable):
        access.confirm_email(rpc, token=token)
    with pytest.raises(invitations.InvitationUnusable):
        invitations.look_up_invitation(rpc, token=token)


def test_a_link_ends_after_a_day_and_when_the_practice_switches_its_own_off(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, product: Product
) -> None:
    handle, addresses = switched_on(owner), [an_address(), an_address()]
    tokens = [shown_token(rpc, mailbox, handle, address) for address in addresses]
    with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
        ended = "UPDATE address_proofs SET expires_at = now() WHERE email = :e"
        uow.execute(text(ended), {"e": addresses[0]})
    with pytest.raises(access.ProofUnusable):
        accounts.request_as_new_client(rpc, a_business(tokens[0]))
    with owner.acting():
        accounts.change_practice_link(rpc, enabled=False)
    with pytest.raises(access.ProofUnusable):
        accounts.request_as_new_client(rpc, a_business(tokens[1]))
    with pytest.raises(NotFound):
        accounts.begin_request(rpc, handle=handle, email=an_address())
    assert requests_of(owner) == []


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"contact_name": "x" * 1000}, "/contact_name"),
        ({"mobile": "12"}, "/mobile"),
        ({"company_number": "no"}, "/company_number"),
        ({"software": "abacus"}, "/software"),
        ({"message": "x" * 1001}, "/message"),
        ({"practice_code": "ACM01"}, "/practice_code"),
        ({"crn": "1000-0000-17"}, "/crn"),
        ({"access": {"everyone": True}}, "/access"),
    ],
)
def test_what_they_say_is_checked_as_clients_are(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, said: dict[str, Any], pointer: str
) -> None:
    token = shown_token(rpc, mailbox, switched_on(owner), an_address())
    with pytest.raises(InvalidInput) as refused:
        accounts.request_as_new_client(rpc, a_business(token, **said))
    assert [error["pointer"] for error in refused.value.errors] == [pointer]
    assert requests_of(owner) == []


def test_a_practice_elsewhere_takes_on_businesses_alone(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 2.1"""
    with owner.acting():
        accounts.change_practice(rpc, defaults={"country": "IE"})
    token = shown_token(rpc, mailbox, switched_on(owner), an_address())
    assert accounts.open_request(rpc, token=token)["types"] == ["business"]
    with pytest.raises(InvalidInput):
        accounts.request_as_new_client(rpc, a_person(token))


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
    assert (made["state"], made["client"]["name"], made["details"]) == ("declined", None, None)
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
    assert (request["state"], request["details"], request["client"]["name"]) == ("expired", None, None)
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
    with standard.acting(), pytest.raises(RoleRequired):
        accounts.list_practice_requests(rpc)
    assert attempts(other) == ["not_found"] * 3
    assert attempts(client) == ["not_found", "practice_account_required", "practice_account_required"]
    assert requests_of(other) == requests_of(client) == []
    with lowered_walls(product, "accounts"):
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
    names: list[str | None] = []
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
