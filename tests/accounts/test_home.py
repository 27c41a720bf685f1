"""Where a colleague begins: what needs them, and how clients come in (product.md 8.2)."""

import datetime
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import access, accounts, invitations, weeks
from contracts.accounts.states import ClientType
from contracts.errors import InvalidInput, PracticeAccountRequired
from deploy.allinone.product import Product
from tests.accounts import new_client_calls
from tests.accounts.import_calls import uploads
from tests.accounts.test_settings_page import Browser
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    eventually,
    gives,
    unique,
)

_SET = {
    "weeks": "UPDATE clients SET created_at = created_at - CAST(:value AS interval) WHERE id = :id",
    "connection": "UPDATE clients SET connection = CAST(:value AS jsonb) WHERE id = :id",
    "ends": "UPDATE invitations SET expires_at = now() + CAST(:value AS interval) WHERE client_id = :id",
    "failed": "UPDATE invitations SET state = 'needs_attention', name = :value WHERE client_id = :id",
    "took": "UPDATE invitations SET created_at = accepted_at - CAST(:value AS interval)"
    " WHERE client_id = :id",
}
_BROKEN = json.dumps({"provider": "xero", "state": "needs_reconnect", "organisation_name": "Acme"})


def home(person: Person) -> accounts.Home:
    with person.acting():
        return accounts.get_home(person.rpc)


def summary(person: Person) -> invitations.InvitationSummary:
    with person.acting():
        return invitations.get_invitation_summary(person.rpc)


def names(waiting: Mapping[str, Any]) -> tuple[int, list[str]]:
    return waiting["count"], [each["name"] for each in waiting["first"]]


def begins_draft(person: Person, name: str | None) -> None:
    with person.acting():
        accounts.begin_draft(person.rpc, type=ClientType.BUSINESS, name=name)


def make(product: Product, service: str, what: str, client_id: str, value: str) -> None:
    with product.hosted[service].database.unit_of_work(everywhere=True) as uow:
        uow.execute(text(_SET[what]), {"id": client_id, "value": value})


def invited(person: Person, **client: Any) -> str:
    """A client whose invitation has gone out."""
    address = f"{unique('jo')}@acme.example"
    made = person.adds_client(invitation={"name": "Jo Bloggs", "email": address}, **client)
    eventually(lambda: (person.reads(made["id"])["invitation"] or {}).get("state") in ("sent", "delivered"))
    return str(made["id"])


def test_what_waits_is_named_and_counted_for_whoever_it_is_for(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 1: an admin's requests, and the imports and drafts of who may add clients."""
    standard = a_colleague(owner, mailbox)
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    new_client_calls.asks(rpc, mailbox, owner)
    for person, name in ((owner, "Begun"), (adder, None)):
        begins_draft(person, name)
        uploads(person, "Client name\nAcme\n")
    found = home(owner)
    assert names(found["requests"]) == (1, ["Acme Ltd"])
    assert names(found["drafts"]) == (2, ["Begun", ""])
    assert names(found["imports"]) == (2, ["clients.csv", "clients.csv"])
    theirs = home(adder)
    assert [theirs[part]["count"] for part in ("requests", "drafts", "imports")] == [0, 2, 1]
    none = home(standard)
    assert [none[part]["count"] for part in ("requests", "drafts", "imports")] == [0, 0, 0]


def test_three_are_named_and_all_are_counted(owner: Person) -> None:
    for number in range(5):
        begins_draft(owner, f"Draft {number}")
    assert names(home(owner)["drafts"]) == (5, ["Draft 0", "Draft 1", "Draft 2"])


def test_a_colleagues_home_counts_only_clients_that_they_see(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """product.md 1, 8.2: a hidden client is in no number and no line of theirs."""
    bob = a_colleague(owner, mailbox)
    seen = invited(owner, name="Seen", access={"colleague_ids": [bob.user_id]})
    hidden, failed = invited(owner, name="Hidden"), invited(owner, name="Hidden too")
    eventually(lambda: bob.sees() == ["Seen"])
    for client_id in (seen, hidden):
        make(product, "accounts", "connection", client_id, _BROKEN)
        make(product, "invitations", "ends", client_id, "1 day")
    make(product, "invitations", "failed", failed, "Ann")
    assert names(home(owner)["reconnects"]) == (2, ["Seen", "Hidden"])
    assert names(home(bob)["reconnects"]) == (1, ["Seen"])
    assert (home(owner)["active"], home(bob)["active"]) == (3, 1)
    assert [home(person)["weeks"][-1]["added"] for person in (owner, bob)] == [3, 1]
    mine, all_of_them = summary(bob), summary(owner)
    assert [each["account_name"] for each in mine["ending"]["first"]] == ["Seen"]
    assert (mine["ending"]["count"], mine["failed"]["count"], mine["acceptance"]) == (1, 0, None)
    assert (all_of_them["ending"]["count"], names(all_of_them["failed"])) == (2, (1, ["Ann"]))
    gives(owner, hidden, colleague_ids=[bob.user_id])
    assert home(bob)["reconnects"]["count"] == summary(bob)["ending"]["count"] == 2


def test_a_colleagues_own_invitation_that_ends_is_an_admins_to_see(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """product.md 5.7"""
    bob = a_colleague(owner, mailbox)
    with owner.acting():
        access.invite_colleague(
            owner.rpc, name="Cara", email=f"{unique('cara')}@smith.example", role="standard"
        )
    ends = text("UPDATE invitations SET expires_at = now() + interval '1 day' WHERE name = 'Cara'")

    def ends_for_her() -> bool:
        with product.hosted["invitations"].database.unit_of_work(everywhere=True) as uow:
            uow.execute(ends)
        return names(summary(owner)["ending"]) == (1, ["Cara"])

    eventually(ends_for_her)
    assert summary(bob)["ending"] == {"count": 0, "first": []}


def test_an_invitation_ends_soon_for_two_days_and_not_when_it_has_ended(
    owner: Person, product: Product
) -> None:
    client = invited(owner)

    def listed(ends: str) -> tuple[int, int]:
        make(product, "invitations", "ends", client, ends)
        with owner.acting():
            board = invitations.list_invitations(owner.rpc, ending="soon")["items"]
        return summary(owner)["ending"]["count"], len(board)

    assert listed("49 hours") == (0, 0)
    assert listed("47 hours") == (1, 1)
    assert listed("-1 second") == (0, 0)


def test_each_number_of_the_picture_is_that_of_the_list_it_leads_to(
    rpc: RpcClient, owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """product.md 8.2"""
    for number, ago in enumerate(("0 days", "7 days", "7 days", "35 days", "77 days", "84 days", "400 days")):
        client = invited(owner) if number % 2 else str(owner.adds_client()["id"])
        make(product, "accounts", "weeks", client, ago)
        if number in (1, 2):
            make(product, "accounts", "connection", client, _BROKEN)
        if number == 3:
            token = mailbox.token_for(_address(product, client))
            invitations.redeem_invitation(rpc, token=token, password=PASSWORD)
            eventually(lambda joined=client: owner.reads(joined)["invitation"]["state"] == "accepted")
    owner_archives = owner.adds_client()["id"]
    with owner.acting():
        accounts.archive_client(rpc, owner_archives)
    found = home(owner)
    assert len(found["weeks"]) == weeks.WEEKS
    assert sum(week["added"] for week in found["weeks"]) == 5
    assert found["active"] == 7
    page = Browser(rpc, owner).opens("/home")
    table = page[page.index('<table class="figures"') :]
    links = re.findall(r'<a href="(/clients\?added_from=[^"]+)">(\d+)<', table[: table.index("</table>")])
    assert len(links) == 8
    browser = Browser(rpc, owner)
    for path, count in links:
        listed = browser.opens(path.replace("&amp;", "&"))
        assert listed.count('name="client"') == int(count), path
    pointed = re.search(r'<div class="over".*?</div>', page, re.S)
    assert pointed is not None
    assert sorted(re.findall(r'href="([^"]+)"', pointed[0])) == sorted(path for path, _ in links)


def _address(product: Product, client_id: str) -> str:
    with product.hosted["invitations"].database.read(everywhere=True) as connection:
        query = text("SELECT email FROM invitations WHERE client_id = :id ORDER BY id LIMIT 1")
        return str(connection.execute(query, {"id": client_id}).scalar_one())


def test_clients_are_listed_by_when_they_were_added_and_days_are_days(
    owner: Person, product: Product
) -> None:
    """product.md 8.2"""
    for name, ago in (("now", "0 days"), ("before", "10 days")):
        make(product, "accounts", "weeks", str(owner.adds_client(name=name)["id"]), ago)
    today = datetime.datetime.now(datetime.UTC).date()
    with owner.acting():
        recent = accounts.list_clients(owner.rpc, added_from=str(today - datetime.timedelta(days=9)))
        earlier = accounts.list_clients(owner.rpc, added_until=str(today - datetime.timedelta(days=9)))
        assert [each["name"] for each in recent["items"]] == ["now"]
        assert [each["name"] for each in earlier["items"]] == ["before"]
        for day in ("yesterday", "2026-02-30", "2026-1-1", "20260101"):
            with pytest.raises(InvalidInput) as refused:
                accounts.list_clients(owner.rpc, added_from=day)
            assert refused.value.errors[0]["message"] == "Send a day such as 2026-11-30."


def test_an_admin_reads_how_soon_people_accept_by_who_invited_them(
    rpc: RpcClient, owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """product.md 5.6"""
    cara = a_colleague(owner, mailbox, role="client_admin", name="Cara")
    for person, took in ((owner, "2 hours"), (owner, "4 hours"), (owner, "30 hours"), (cara, "5 days")):
        client = invited(person)
        token = mailbox.token_for(_address(product, client))
        invitations.redeem_invitation(rpc, token=token, password=PASSWORD)
        make(product, "invitations", "took", client, took)
    invited(owner)
    found = summary(cara)["acceptance"]
    assert found is not None
    assert (found["invited"], found["accepted"], found["median_hours"]) == (5, 4, 17.0)
    figures = [(c["name"], c["invited"], c["accepted"], c["median_hours"]) for c in found["colleagues"]]
    assert figures == [("Ann Smith", 4, 3, 4.0), ("Cara", 1, 1, 120.0)]
    with owner.acting():
        hers = invitations.list_invitations(rpc, invited_by=cara.user_id)["items"]
    assert len(hers) == 1
    page = Browser(rpc, owner).opens("/home")
    assert (
        "4 of 5 whom you invited to clients within twelve weeks have joined, half of them in 17 hours" in page
    )
    assert "5 days" in page
    assert "Those that Cara has sent" in Browser(rpc, owner).opens(f"/invitations?invited_by={cara.user_id}")


def test_somebody_of_a_client_has_no_practices_home(rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    """product.md 1"""
    user = a_client_user(owner, mailbox, owner.adds_client()["id"])
    for asking in (home, summary):
        with pytest.raises(PracticeAccountRequired):
            asking(user)
    assert Browser(rpc, user).asks("/home").headers["Location"] == "/account"
