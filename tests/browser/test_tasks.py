"""Each of the eleven tasks takes the steps that docs/tasks.md says (ui.md)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import Practice, a_context, another_page, sign_in
from tests.browser.walked_tasks import Hand, table
from tests.builders import Mailbox, eventually, unique

Walk = Callable[[Hand, Practice, Mailbox], None]
WALKS: dict[str, Walk] = {}


def task(name: str) -> Callable[[Walk], Walk]:
    """A walk through a task; it begins where the table says, and holds that the task is done."""

    def keep(walk: Walk) -> Walk:
        WALKS[name] = walk
        return walk

    return keep


@pytest.fixture
def practice(product_url: str) -> Practice:
    """Of each task's own: what others left would be among what Home says."""
    return Practice(product_url)


@pytest.mark.parametrize("name", table())
def test_a_task_takes_the_steps_that_the_table_says(
    chromium: Browser, product_url: str, practice: Practice, served_mailbox: Mailbox, name: str
) -> None:
    context = a_context(chromium, product_url)
    hand = Hand(sign_in(context, practice.email))
    WALKS[name](hand, practice, served_mailbox)
    row = table()[name]
    assert hand.steps == row.how
    assert len(hand.steps) == row.steps
    context.close()


def test_the_table_has_the_eleven_tasks() -> None:
    assert list(table()) == list(WALKS)
    assert len(WALKS) == 11


def at_home(hand: Hand) -> None:
    """What was made meanwhile stands there."""
    hand.page.goto("/home")


def done(page: Page, words: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(words)


@task("Add a client")
def add_a_client(hand: Hand, practice: Practice, _mailbox: Mailbox) -> None:
    name = unique("Acme")
    hand.clicks("link", "Add client")
    for _ in range(2):
        hand.clicks("button", "Continue")
    hand.clicks("button", "Skip for now")
    hand.enters("Business name", name)
    hand.clicks("button", "Continue")
    hand.clicks("button", "Skip for now")
    hand.clicks("button", "Create client")
    done(hand.page, "is added")
    assert [each["name"] for each in practice.clients()] == [name]


@task("Invite a client")
def invite_a_client(hand: Hand, practice: Practice, mailbox: Mailbox) -> None:
    name, address = unique("Birch"), f"{unique('jo')}@birch.example"
    practice.add_client(name=f"The {name} Company")
    hand.goes_to_the_client(name)
    hand.clicks("link", "Users")
    hand.enters("Name", "Jo Bloggs")
    hand.enters("Email address", address)
    hand.clicks("button", "Invite")
    done(hand.page, "Invited")
    assert mailbox.token_for(address)


@task("Find out why a colleague sees a client")
def find_out_why(hand: Hand, practice: Practice, mailbox: Mailbox) -> None:
    ann, name = practice.add_colleague("Ann Ash", mailbox=mailbox), unique("Cedar")
    team = practice.add_team("Payroll", ann)
    practice.add_client(name=name, access={"team_ids": [team]})
    hand.goes_to_the_client(name)
    hand.clicks("link", "Practice access")
    why = hand.page.locator("dt", has_text="Ann Ash").locator("+ dd")
    expect(why).to_contain_text("Payroll")


@task("Mend a text that was not delivered")
def mend_a_text(hand: Hand, practice: Practice, mailbox: Mailbox) -> None:
    # The stand-in for Twilio says that this number is none.
    person = {"name": "Jo", "email": f"{unique('jo')}@elm.example", "mobile": "+12125550001"}
    client = practice.add_client(invitation=person)["id"]
    eventually(lambda: practice.channels(client)["sms"] == "failed")
    eventually(lambda: practice.reads("/v1/invitations?state=needs_attention")["items"])
    at_home(hand)
    hand.clicks("link", "One invitation was not delivered")
    hand.enters("Mobile number", "+447700900123")
    hand.clicks("button", "Correct and send again")
    done(hand.page, "Sent to the corrected address")
    eventually(lambda: practice.channels(client)["sms"] == "delivered")


@task("Undo a change of access")
def undo_a_change(hand: Hand, practice: Practice, _mailbox: Mailbox) -> None:
    practice.add_colleague("Ann Ash")
    client = practice.add_client(access={"everyone": True})["id"]
    hand.page.goto(f"/clients/{client}/access")
    hand.page.get_by_label("Only those chosen below").check()
    with another_page(hand.page):
        hand.page.get_by_role("button", name="Save", exact=True).click()
    assert practice.reads(f"/v1/clients/{client}/access")["everyone"] is False
    hand.presses("Control+z", "Ctrl Z", leaves=True)
    done(hand.page, "Access is as it was before")
    assert practice.reads(f"/v1/clients/{client}/access")["everyone"] is True


@task("Give a colleague access for a week")
def give_access_for_a_week(hand: Hand, practice: Practice, _mailbox: Mailbox) -> None:
    ann, name = practice.add_colleague("Ann Ash"), unique("Fir")
    client = practice.add_client(name=name)["id"]
    week = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=7)
    hand.goes_to_the_client(name)
    hand.clicks("link", "Practice access")
    found = hand.page.get_by_role("checkbox", name="Ann Ash")
    found.check()
    hand.steps.append("the colleague")
    hand.enters("End for whatever you add now", week.isoformat())
    hand.clicks("button", "Save")
    done(hand.page, "Saved")
    given = practice.reads(f"/v1/clients/{client}/access")
    assert given["colleague_ids"] == [ann]
    assert [each["until"][:10] for each in given["colleague_ends"]] == [week.isoformat()]


@task("Reconnect software")
def reconnect_software(hand: Hand, practice: Practice, _mailbox: Mailbox) -> None:
    client = practice.add_client()["id"]
    connect_and_break(hand.page, practice, client)
    at_home(hand)
    hand.clicks("link", "One client’s software is to be reconnected")
    hand.clicks("button", "Reconnect")
    hand.enters("Sign in as", "jo@acme.example")
    hand.clicks("button", "Allow access")
    hand.clicks("button", "Connect")
    done(hand.page, "Connected.")
    assert practice.reads(f"/v1/clients/{client}/connection")["state"] == "connected"


def connect_and_break(page: Page, practice: Practice, client: str) -> None:
    """Connect a client to the stand-in for Xero, which then knows nothing of it any more."""
    page.goto(f"/clients/{client}/connection")
    with another_page(page):
        page.get_by_role("button", name="Connect to Xero").click()
    page.get_by_label("Sign in as").fill("jo@acme.example")
    vendor = urlsplit(page.url)
    with another_page(page):
        page.get_by_role("button", name="Allow access").click()
    with another_page(page):
        page.get_by_role("button", name="Connect", exact=True).click()
    for path, kind in (("/api.xro", "401"), ("/connect/token", "refused")):
        fault = {"provider": "xero", "path": path, "kind": kind}
        requests.post(f"http://{vendor.netloc}/faults", json=fault, timeout=10).raise_for_status()
    practice.ask("POST", f"/v1/clients/{client}/connection/check")
    eventually(lambda: practice.reads("/v1/clients?connection=needs_reconnect")["items"])


@task("Archive a client and restore it")
def archive_and_restore(hand: Hand, practice: Practice, _mailbox: Mailbox) -> None:
    name = unique("Hazel")
    client = practice.add_client(name=name)["id"]
    hand.clicks("link", "Clients")
    hand.opens(hand.page.locator(f"summary[aria-label='Manage {name}']"), "Manage")
    hand.clicks("button", "Archive")
    assert practice.reads(f"/v1/clients/{client}")["status"] == "archived"
    hand.clicks("button", "Undo")
    done(hand.page, "Restored")
    assert practice.reads(f"/v1/clients/{client}")["status"] == "active"


@task("Invite all clients that a filter finds")
def invite_filtered(hand: Hand, practice: Practice, mailbox: Mailbox) -> None:
    addresses = [f"{unique('sole')}@acme.example" for _ in range(3)]
    for address in addresses:
        source = [{"name": "Trade", "type": "self_employment"}]
        practice.add_client(type="self_employed", email=address, income_sources=source, invitation=None)
    hand.clicks("link", "Clients")
    hand.chooses("Invitation", "Not invited")
    hand.clicks("link", "Invite all of these")
    hand.clicks("button", "Send invitations")
    for address in addresses:
        assert mailbox.token_for(address)


@task("Find a client by part of its name and go to it")
def find_a_client(hand: Hand, practice: Practice, _mailbox: Mailbox) -> None:
    name = unique("Juniper")
    client = practice.add_client(name=f"The {name} Company")["id"]
    hand.goes_to_the_client(name[:10])
    assert hand.page.url.endswith(f"/clients/{client}")


@task("Switch to another account")
def switch_account(hand: Hand, practice: Practice, mailbox: Mailbox) -> None:
    name = unique("Larch")
    own = {"name": "Ann Smith", "email": practice.email}
    sent = len(mailbox.to(practice.email))
    practice.add_client(name=name, invitation=own, acknowledge_existing_user=True)
    token = mailbox.token_for(practice.email, after=sent)
    practice.ask("POST", "/v1/invitation-acceptances", token=token)
    # Who is signed in already finds the account within half a minute.
    context = hand.page.context
    context.clear_cookies()
    hand.page = sign_in(context, practice.email)
    hand.opens(hand.page.locator(".switcher summary"), "the account’s name")
    with another_page(hand.page):
        hand.page.locator(".switcher").get_by_role("button", name=name).click()
    hand.steps.append("the other account")
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text(name)
