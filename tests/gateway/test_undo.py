"""What was done is taken back from the page that says so, without scripts too (ui.md, "Danger")."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from contracts import access, invitations
from contracts.access import ColleagueEnd
from gateway.web.kit import undo_offers
from gateway.web.kit.undo_offers import Undo
from tests.accounts.document_calls import names, uploads
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user, a_colleague, a_team, gives, unique

AT = 1_800_000_000.0
OFFER = Undo("/clients/client_1/restore", (("end", "user_1 2027"), ("end", "user_2 2028")), "Put it back")


def test_an_offer_is_read_as_it_was_made() -> None:
    assert undo_offers.read(undo_offers.sign(OFFER, "secret", AT), "secret", AT + 599) == OFFER


@pytest.mark.parametrize(
    ("csrf", "later", "spoilt"),
    [
        ("another session", 1, ("", "")),
        ("secret", 601, ("", "")),
        ("secret", -5, ("", "")),
        ("secret", 1, ("W", "X")),
        ("secret", 1, (".", "")),
    ],
)
def test_one_of_another_session_or_time_or_of_anybody_elses_making_is_none(
    csrf: str, later: float, spoilt: tuple[str, str]
) -> None:
    signed = undo_offers.sign(OFFER, "secret", AT)
    assert signed is not None
    assert undo_offers.read(signed.replace(*spoilt, 1), csrf, AT + later) is None


@pytest.mark.parametrize("signed", [None, "", ".", "x", "eyJ4.é", "." * 50, "W10.00"])
def test_what_is_none_is_none(signed: str | None) -> None:
    assert undo_offers.read(signed, "secret", AT) is None


def test_one_that_is_too_long_for_an_address_is_not_made() -> None:
    many = tuple(("access.colleague_ids", f"user_{number:026}") for number in range(500))
    assert undo_offers.sign(Undo("/clients/client_1/access/undo", many), "secret", AT) is None


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def offered(browser: Browser, done: TestResponse) -> str:
    """The page that a form leads to."""
    assert done.status_code == 303, done.text
    return browser.opens(done.headers["Location"])


def takes_back(browser: Browser, page: str, words: str = "Undo") -> TestResponse:
    """Press the button that the page offers."""
    found = re.search(r'<form method="post" action="([^"]+)"[^>]* data-undo>(.*?)</form>', page, re.S)
    assert found is not None, "nothing to press"
    assert f">{words}</button>" in found[2]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', found[2]):
        fields.setdefault(name, []).append(html.unescape(value))
    return browser.sends(html.unescape(found[1]), "", **fields)


def test_an_archived_client_is_restored_and_archived_again(browser: Browser, owner: Person) -> None:
    """product.md 8.3"""
    client = owner.adds_client()["id"]
    page = offered(browser, browser.sends(f"/clients/{client}/archive", browser.opens("/clients")))
    assert owner.reads(client)["status"] == "archived"
    page = offered(browser, takes_back(browser, page))
    assert owner.reads(client)["status"] == "active"
    takes_back(browser, page)
    assert owner.reads(client)["status"] == "archived"


def test_many_that_were_archived_are_restored_at_once(browser: Browser, owner: Person) -> None:
    clients = [owner.adds_client(name=f'{unique("Many")} & "Co"') for _ in range(3)]
    ticked = [f"{each['id']} {each['name']}" for each in clients]
    page = browser.sends("/clients", browser.opens("/clients"), action="archive", client=ticked).text
    assert [owner.reads(each["id"])["status"] for each in clients] == ["archived"] * 3
    assert "3 of 3 done" in takes_back(browser, page).text
    assert [owner.reads(each["id"])["status"] for each in clients] == ["active"] * 3


def test_a_document_is_deleted_and_restored_as_often_as_one_likes(browser: Browser, owner: Person) -> None:
    client = owner.adds_client()["id"]
    document = uploads(owner, client, "March.pdf")["id"]
    path = f"/clients/{client}/documents"
    page = offered(browser, browser.sends(f"{path}/{document}/delete", browser.opens(path)))
    page = offered(browser, takes_back(browser, page))
    assert names(owner, client) == ["March.pdf"]
    takes_back(browser, page)
    assert names(owner, client) == []


def test_access_is_as_it_was_with_its_ends(browser: Browser, owner: Person, mailbox: Mailbox) -> None:
    """product.md 2.5, docs/adr/0051"""
    kept, other = a_colleague(owner, mailbox), a_colleague(owner, mailbox)
    client = owner.adds_client()["id"]
    end = ColleagueEnd(user_id=kept.user_id, until=datetime.now(UTC).replace(microsecond=0) + timedelta(3))
    gives(
        owner,
        client,
        colleague_ids=[kept.user_id, other.user_id],
        colleague_ends=[end],
        account_manager_id=other.user_id,
    )
    path = f"/clients/{client}/access"
    done = browser.sends(path, browser.opens(path), **{"access.everyone": "no"})
    assert access_of(owner, client)["colleague_ids"] == []
    page = offered(browser, done)
    assert "as it was before" in offered(browser, takes_back(browser, page))
    shown = access_of(owner, client)
    assert set(shown["colleague_ids"]) == {kept.user_id, other.user_id}
    assert shown["account_manager_id"] == other.user_id
    assert [(each["user_id"], datetime.fromisoformat(each["until"])) for each in shown["colleague_ends"]] == [
        (end.user_id, end.until)
    ]


def test_all_that_ends_comes_back_with_its_end(browser: Browser, owner: Person, mailbox: Mailbox) -> None:
    """docs/adr/0056"""
    ben = a_colleague(owner, mailbox)
    client, team = owner.adds_client()["id"], a_team(owner, ben)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(3)
    kinds = access.EndingGrant
    gives(
        owner,
        client,
        everyone=True,
        team_ids=[team],
        account_manager_id=ben.user_id,
        ends=[
            access.GivenEnd(grant=each, team_id=team if each is kinds.TEAM else None, until=until)
            for each in kinds
        ],
    )
    before = access_of(owner, client)
    path = f"/clients/{client}/access"
    page = offered(browser, browser.sends(path, browser.opens(path), **{"access.everyone": "no"}))
    assert access_of(owner, client).get("ends", []) == []
    assert "as it was before" in offered(browser, takes_back(browser, page))
    after = access_of(owner, client)
    assert len(after["ends"]) == 3
    assert {**after, "version": 0} == {**before, "version": 0}


def test_who_comes_back_comes_back_at_their_level(browser: Browser, owner: Person, mailbox: Mailbox) -> None:
    """docs/adr/0064"""
    ben = a_colleague(owner, mailbox)
    client, team = owner.adds_client()["id"], a_team(owner, ben)
    levels = [
        access.GivenLevel(user_id=ben.user_id, level=access.AccessLevel.VIEW),
        access.GivenLevel(team_id=team, level=access.AccessLevel.WORK),
    ]
    gives(owner, client, colleague_ids=[ben.user_id], team_ids=[team], levels=levels)
    before = access_of(owner, client)
    path = f"/clients/{client}/access"
    page = offered(browser, browser.sends(path, browser.opens(path), **{"access.everyone": "no"}))
    assert access_of(owner, client)["levels"] == []
    assert "as it was before" in offered(browser, takes_back(browser, page))
    after = access_of(owner, client)
    assert len(after["levels"]) == 2
    assert {**after, "version": 0} == {**before, "version": 0}


@pytest.mark.parametrize(
    "amiss",
    [
        {"end": "user_1"},
        {"end": "user_1 yesterday"},
        {"ends": "everyone"},
        {"ends": "nobody 2030-01-01T00:00:00Z "},
        {"ends": "everyone soon "},
        {"levels": "view user_1"},
        {"levels": "everything user_1 "},
    ],
)
def test_what_no_offer_of_ours_says_is_refused_in_words(
    browser: Browser, owner: Person, amiss: dict[str, str]
) -> None:
    client = owner.adds_client(access={"everyone": True})["id"]
    path = f"/clients/{client}/access"
    answer = browser.sends(f"{path}/undo", browser.opens(path), **{"access.everyone": "no"}, **amiss)
    assert answer.status_code == 422
    assert "cannot be undone here" in answer.text
    assert access_of(owner, client)["everyone"] is True


def test_access_that_somebody_changed_since_is_not_put_back(browser: Browser, owner: Person) -> None:
    client = owner.adds_client(access={"everyone": True})["id"]
    path = f"/clients/{client}/access"
    page = offered(browser, browser.sends(path, browser.opens(path), **{"access.everyone": "no"}))
    gives(owner, client, account_manager_id=owner.user_id)
    assert takes_back(browser, page).status_code == 412
    assert access_of(owner, client)["account_manager_id"] == owner.user_id


def test_what_changed_nothing_offers_nothing(browser: Browser, owner: Person) -> None:
    client = owner.adds_client()["id"]
    path = f"/clients/{client}/access"
    done = browser.sends(path, browser.opens(path), **{"access.everyone": "no"})
    assert "data-undo" not in offered(browser, done)


def test_a_users_role_is_given_back(browser: Browser, owner: Person, mailbox: Mailbox) -> None:
    """product.md 1.1"""
    client = owner.adds_client()["id"]
    a_client_user(owner, mailbox, client)
    user = a_client_user(owner, mailbox, client, "standard_user").user_id
    path = f"/clients/{client}/users"
    done = browser.sends(f"{path}/role", browser.opens(path), user_id=user, role="user_admin")
    page = offered(browser, done)
    assert role_of(owner, client, user) == "user_admin"
    offered(browser, takes_back(browser, page))
    assert role_of(owner, client, user) == "standard_user"


def test_revoked_links_stay_void_and_a_new_one_is_offered(
    browser: Browser, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 5.3"""
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo", "email": address})["id"]
    first = mailbox.token_for(address)
    with owner.acting():
        [sent] = invitations.list_client_invitations(owner.rpc, client_id=client)["items"]
    path = f"/clients/{client}/users"
    done = browser.sends(f"{path}/revoke", browser.opens(path), invitation_id=sent["id"])
    page = offered(browser, takes_back(browser, offered(browser, done), "Send a new link"))
    assert "Sent again" in page
    assert mailbox.token_for(address, after=1) != first
    with pytest.raises(invitations.InvitationUnusable):
        invitations.redeem_invitation(owner.rpc, token=first, password="correct horse battery")


def test_from_the_board_of_invitations_too(browser: Browser, owner: Person) -> None:
    """product.md 5.3"""
    person = {"name": "Jo", "email": f"{unique('jo')}@acme.example", "mobile": "+447700900123"}
    client = owner.adds_client(invitation=person)["id"]
    with owner.acting():
        [sent] = invitations.list_client_invitations(owner.rpc, client_id=client)["items"]
    path = f"/invitations/{sent['id']}"
    done = browser.sends(path, browser.opens(path), action="revoke")
    offered(browser, takes_back(browser, offered(browser, done), "Send a new link"))
    with owner.acting():
        newest = invitations.list_client_invitations(owner.rpc, client_id=client)["items"][0]
    assert newest["state"] != "revoked"
    assert (newest["email"], newest["mobile"]) == (person["email"], person["mobile"])


def test_colleagues_are_let_in_again_and_have_their_role_back(
    browser: Browser, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 1.4"""
    ben = a_colleague(owner, mailbox, permissions=["add_clients"])
    path = f"/team/colleagues/{ben.user_id}"
    page = offered(browser, browser.sends(path, browser.opens(path), role="client_admin"))
    offered(browser, takes_back(browser, page))
    with owner.acting():
        colleague = access.get_colleague(owner.rpc, user_id=ben.user_id)
    assert (colleague["role"], colleague["permissions"]) == ("standard", ["add_clients"])
    done = browser.sends(f"{path}/leave", browser.opens(f"{path}/leave"), how="deactivate")
    offered(browser, takes_back(browser, offered(browser, done), "Let them in again"))
    with owner.acting():
        assert access.get_colleague(owner.rpc, user_id=ben.user_id)["status"] == "active"


def access_of(owner: Person, client_id: str) -> access.ShownAccess:
    with owner.acting():
        return access.get_client_access(owner.rpc, client_id=client_id)


def role_of(owner: Person, client_id: str, user_id: str) -> str:
    with owner.acting():
        users = access.list_client_users(owner.rpc, client_id=client_id)["items"]
    return next(each["role"] for each in users if each["id"] == user_id)
