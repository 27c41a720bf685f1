"""Every page of somebody signed in: for everybody to use, light and dark, on a desk and a phone (ui.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from gateway.web.add_client.draft_steps import STEPS
from tests.browser import longer_words
from tests.browser.conftest import SIZES
from tests.browser.office import Practice, a_context, looks_well
from tests.builders import PASSWORD, Mailbox, eventually, unique
from tests.integration.practice import PracticeOverHttp

#: `CLIENT` stands for a client's own pages, `DRAFT` for a draft's, `COLLEAGUE` and `TEAM` for one of these,
#: `IMPORT` for a file that was checked, `HOOK` for the page of an address that events are sent to.
PAGES = (
    *("/home", "/go", "/go?q=birch"),
    *("/clients", "/clients?status=archived", "/clients?q=nobody", "/clients/drafts"),
    *("/clients/views", "/clients/views/new?type=business", "/clients/views/VIEW", "/clients?saved=VIEW"),
    *("/clients/requests", "/clients/access-requests", "/notices"),
    *("/clients/new", *(f"/clients/new?draft=DRAFT&step={step}" for step in (*STEPS, "check"))),
    *(
        "/clients/import",
        "/clients/import/IMPORT",
        "/clients/import/IMPORT/rows",
        "/clients/several",
        "/clients/several?columns=all",
        "/clients/invite",
        "BULK",
        "/connections",
        "/invitations",
        "/activity",
        "/integrations",
        "/settings",
        "/settings/link",
        "/settings/branding",
        "/settings/branding/remove",
    ),
    *("HOOK", "HOOK/delete", "/integrations/programs", "PROGRAM/delete"),
    *("/team", "/team/invite", "/team/new-team", "/team/teams/TEAM", "/team/teams/TEAM/delete"),
    *("/team/colleagues/COLLEAGUE", "/team/colleagues/COLLEAGUE/leave?how=remove"),
    *("/settings/responsibilities", "RESP", "RESP/end"),
    *(
        "/team/reviews",
        "/team/reviews/new",
        "REVIEW",
        "REVIEW/sign-off",
        "REVIEW/cancel",
        "LINES",
        "LINES?view=all",
    ),
    *("/profile", "/profile/authenticator", "/confirm-email"),
    *("CLIENT", "CLIENT/settings", "CLIENT/users", "CLIENT/access", "CLIENT/connection", "CLIENT/delete"),
    *("CLIENT/documents", "CLIENT/documents?deleted=yes", "CLIENT/documents/senders"),
    *("CLIENT/activity", "INVITATION", "/settings/messages"),
)
#: Of somebody of a client.
ACCOUNT_PAGES = (
    "/account",
    "/account/users",
    "/account/settings",
    "/account/documents",
    "/account/documents/senders",
)
HOSTILE = "<script>alert(1)</script> & Sons"
_MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def client(practice: Practice) -> str:
    invitation = {"name": "<b>Jo</b>", "email": f"{unique('jo')}@acme.example", "mobile": "+447700900123"}
    return str(practice.add_client(name=HOSTILE, invitation=invitation)["id"])


@pytest.fixture(scope="module")
def places(practice: Practice, client: str) -> dict[str, str]:
    """What the words in the paths stand for."""
    colleague = practice.add_colleague("Ben Ash")
    team = practice.add_team("Payroll", colleague)
    draft = practice.ask("POST", "/v1/client-drafts", type="business", name="Begun")["id"]
    address = {"url": "https://hooks.example.invalid/clientele", "description": "CRM"}
    hook = practice.ask("POST", "/v1/webhook-endpoints", **address)["id"]
    practice.ask("POST", f"/v1/webhook-endpoints/{hook}/test")
    scopes = ["clients:read", "events:read"]
    program = practice.ask(
        "POST", "/v1/service-accounts", name=HOSTILE, scopes=scopes, networks=["203.0.113.0/24"]
    )["id"]
    invited = {
        "client_id": practice.add_client(name="Acme")["id"],
        "name": HOSTILE,
        "email": "x@acme.example",
    }
    bulk = practice.ask("POST", "/v1/bulk-invitations", invitations=[invited])["id"]
    practice.add_client(name="Not invited")
    _hold_a_document(practice, client)
    review = practice.ask("POST", "/v1/access-reviews", scope="everyone")["id"]
    (reviewed,) = practice.reads(f"/v1/access-reviews/{review}/colleagues")["items"]
    return {
        "REVIEW": f"/team/reviews/{review}",
        "LINES": f"/team/reviews/{review}/colleagues/{reviewed['user_id']}",
        "BULK": f"/invitations/many/{bulk}",
        "CLIENT": f"/clients/{client}",
        "DRAFT": str(draft),
        "COLLEAGUE": colleague,
        "TEAM": team,
        "RESP": f"/settings/responsibilities/{_a_responsibility(practice)}",
        "HOOK": f"/integrations/{hook}",
        "PROGRAM": f"/integrations/programs/{program}",
        "IMPORT": _a_checked_import(practice),
        "INVITATION": f"/invitations/{_an_invitation(practice, client)}",
        "VIEW": practice.ask("POST", "/v1/client-views", name=HOSTILE, q="Acme")["id"],
    }


def _a_checked_import(practice: Practice) -> str:
    """Of rows that are new, look like a client, or are not valid; with a column of a responsibility."""
    kept = practice.reads("/v1/responsibilities")["items"]
    headings = ["Client name", "Ref", "Person to invite", "Email"]
    headings += [f'"Responsible for {each["name"]}"' for each in kept]
    rows = [f"{HOSTILE},A1,Jo,jo@elm.example", "Acme,A1", ",", "Oak,,,,Nobody", "Elm,,,,Nobody"]
    file = "\n".join([",".join(headings), *rows]) + "\n"
    headers = {**practice.headers, "Content-Type": "text/csv"}
    url = f"{practice.url}/v1/client-imports"
    sent = requests.post(url, params={"filename": "c.csv"}, data=file.encode(), headers=headers, timeout=10)
    path = f"/v1/client-imports/{sent.json()['id']}"
    eventually(lambda: practice.reads(path)["state"] == "mapping")
    practice.ask("PATCH", path, columns=[each["field"] for each in practice.reads(path)["columns"]])
    eventually(lambda: practice.reads(path)["state"] == "ready")
    return str(sent.json()["id"])


def _an_invitation(practice: Practice, client: str) -> str:
    return str(practice.reads(f"/v1/clients/{client}/invitations")["items"][0]["id"])


def _a_responsibility(practice: Practice) -> str:
    return str(practice.ask("POST", "/v1/responsibilities", name=HOSTILE[:40], level="work")["id"])


def _hold_a_document(practice: Practice, client: str) -> None:
    """A sender of the client's is known, and what another one sent is held."""
    to = practice.ask("GET", f"/v1/clients/{client}")["extract_email"]
    practice.ask("PUT", f"/v1/clients/{client}/document-senders", policy="known")
    for sender in ("known@shop.example", "unknown@shop.example"):
        _send_a_document(practice.url, to, sender)
    held = practice.ask("GET", f"/v1/clients/{client}/documents?held=true")["items"]
    practice.ask("POST", f"/v1/clients/{client}/documents/{held[-1]['id']}/accept", remember=True)


def _send_a_document(url: str, to: str, sender: str) -> None:
    answer = requests.post(
        f"{url}/sandbox/send-document",
        data={"to": to, "sender": sender},
        files={"file": (f"{HOSTILE}.pdf", b"%PDF-1.7")},
        timeout=30,
    )
    assert "250 Kept" in answer.text


@pytest.fixture(scope="module", params=SIZES)
def invited(
    request: pytest.FixtureRequest,
    chromium: Browser,
    product_url: str,
    practice: Practice,
    served_mailbox: Mailbox,
) -> Iterator[Page]:
    """Somebody of a client, who has joined."""
    address = f"{unique('kim')}@acme.example"
    practice.add_client(invitation={"name": "Kim Lee", "email": address})
    context = a_context(chromium, product_url, SIZES[request.param][0])
    page = context.new_page()
    page.goto(f"/invitation#{served_mailbox.token_for(address)}")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("status")).to_contain_text("You are in")
    yield page
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_everybody_and_fits(office: Page, places: dict[str, str], path: str) -> None:
    name = path.strip("/").replace("/", "-").replace("?", "-").replace("draft=DRAFT&step=", "")
    for word, place in places.items():
        path = path.replace(word, place)
    holds(office, path, name)


@pytest.mark.parametrize("path", ACCOUNT_PAGES)
def test_a_page_of_a_clients_own_people_is_for_everybody_and_fits(invited: Page, path: str) -> None:
    holds(invited, path, path.strip("/").replace("/", "-"))


def holds(page: Page, path: str, name: str) -> None:
    """At most so many bytes and three requests beyond the document; for everybody, in light and dark."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    files = set(re.findall(r'"(/static/[^"]+)"', answer.text()))
    assert len(files) <= 3
    weight = len(answer.body()) + sum(int(page.request.get(file).headers["content-length"]) for file in files)
    assert weight <= _MOST_BYTES, f"{name} is {weight} bytes"
    wanted = page.evaluate(
        "performance.getEntriesByType('resource').map((each) => new URL(each.name).pathname)"
    )
    # What is looked at while it happens listens, and looks again, once it is there.
    later = {"/live", path.partition("?")[0]}
    assert set(wanted) - later <= files, "it asks for more than it names"
    looks_well(page, name)
    longer_words.bears(page, name)


def test_hostile_names_are_text_everywhere(office: Page, client: str) -> None:
    for path in ("", "/settings", "/users", "/access", "/connection"):
        office.goto(f"/clients/{client}{path}")
        assert HOSTILE in office.inner_text("main") or HOSTILE in office.title()


def test_an_archived_client_comes_back_by_undo(office: Page, practice: PracticeOverHttp) -> None:
    """ui.md, Danger"""
    name = unique("Archived")
    practice.add_client(name=name)
    office.goto(f"/clients?q={name}")
    office.get_by_role("checkbox", name=f"Select {name}").check()
    expect(office.get_by_text("1 selected")).to_be_visible()
    office.get_by_role("button", name="Archive").click()
    expect(office.get_by_role("status")).to_contain_text("1 of 1 done")
    office.goto("/clients?status=archived")
    office.get_by_role("link", name=name, exact=True).click()
    office.get_by_role("button", name="Restore").click()
    expect(office.get_by_role("status")).to_contain_text("Restored")


def test_search_as_you_type_begins_with_a_slash(office: Page, practice: PracticeOverHttp) -> None:
    name = unique("Findable")
    practice.add_client(name=name)
    office.goto("/clients")
    office.locator("h1").click()
    office.keyboard.press("/")
    office.keyboard.type(name[:8])
    expect(office.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(office).to_have_url(f"{office.url.partition('?')[0]}?q={name[:8]}")


def test_the_invited_person_joins_and_asks_an_accountant(
    chromium: Browser, product_url: str, practice: PracticeOverHttp, served_mailbox: Mailbox
) -> None:
    """product.md 5.6, 7.1"""
    address = f"{unique('jo')}@acme.example"
    made = practice.add_client(invitation={"name": "Jo Bloggs", "email": address})
    context = chromium.new_context(base_url=product_url)
    page = context.new_page()
    page.goto(f"/invitation#{served_mailbox.token_for(address)}")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(made["name"])
    page.get_by_role("link", name="Users").click()
    expect(page.locator("main")).to_contain_text("Jo Bloggs")
    page.goto("/account")
    wanted = PracticeOverHttp(product_url)
    page.get_by_text("Ask another practice").click()
    page.get_by_label("Email address of an admin").fill(wanted.email)
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_role("status")).to_contain_text("is asked")
    page.goto("/clients")
    expect(page.locator("main")).to_contain_text("practice account")
    context.close()
