"""Text that means harm, in every field of every form: it is shown as text, and nothing of it happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.office import Practice, a_context, another_page
from tests.builders import PASSWORD, Mailbox, unique

#: Markup, an attribute's end, a template's braces, text turned round, a sign of several, a word without end.
HOSTILE = "\"'><script>alert(1)</script>{{7*7}}${7*7}\u202egnorw\u202c 👩‍👩‍👧 " + "W" * 60
SHORT = "\"'><img src=x onerror=alert(1)>"
#: Pages with forms that text can be typed in; each is filled and sent. `CLIENT` stands for a client's page.
FORMS = (
    *("/clients", "/clients/new?draft=DRAFT&step=details", "/clients/new?draft=DRAFT&step=invitation"),
    *("/clients/new?draft=SOLE&step=details", "/team/invite", "/team/new-team", "/team/teams/TEAM"),
    *("/settings/responsibilities", "/settings/responsibilities/RESP"),
    *("/settings", "/settings/link", "/profile", "/profile/authenticator", "CLIENT/settings", "CLIENT/users"),
    *(
        "/activity",
        "/invitations",
        "/connections",
        "CLIENT/delete",
        "/clients/several",
        "/clients/views/new?q=a",
    ),
)
_TEXTS = ":is([type=text], [type=email], [type=tel], [type=search], [type=password], textarea)"
_FORMS = f"main form:has({_TEXTS})"
OUTSIDE = ("/sign-in", "/password-reset", "/invitation", "/register", "/new-client")


class Watched:
    """A page in which nothing of what is typed may run, load or be refused by the policy."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.set_default_timeout(15_000)
        page.on("dialog", lambda dialog: self.wrong.append(f"a script ran: {dialog.message}"))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self._hear(said.type, said.text))

    def _hear(self, kind: str, text: str) -> None:
        # The page's own look at longer words, in a frame in which nothing may run (`longer_words`).
        ours = "the server responded with a status of 4" in text or text.startswith(
            "Blocked script execution"
        )
        if kind == "error" and not ours:
            self.wrong.append(text)

    def is_harmless(self, where: str) -> None:
        assert self.wrong == [], where
        made = "main script, main img, main [onerror], [src=x]"
        assert self.page.locator(made).count() == 0, f"{where}: markup was made of text"
        for frame in self.page.frames[1:]:
            assert frame.locator("script, [onerror]").count() == 0, f"{where}: markup was made in a frame"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= (self.page.viewport_size or {"width": 0})["width"], f"{where} is {wide} px wide"

    def fill_and_send(self, place: str) -> int:
        """Fill and send each form of a page that takes text; gives how many there were."""
        self.page.goto(place)
        forms = self.page.locator(_FORMS).count()
        sent = 0
        for number in range(forms):
            self.page.goto(place)
            self.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
            form = self.page.locator(_FORMS).nth(number)
            texts = form.locator(_TEXTS)
            if not texts.count() or not texts.first.is_visible():
                continue
            for field in texts.all():
                kind = field.get_attribute("type") or "text"
                field.fill(f"{SHORT}@x.example" if kind == "email" else HOSTILE)
            sent += 1
            with another_page(self.page):
                form.evaluate("form => form.submit()")
            self.is_harmless(f"{place}, form {number}")
        return sent


class Hostile(Practice):
    """A practice in which everything that can have a name has a hostile one."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.ask("PATCH", "/v1/practice", name=HOSTILE)
        colleague = self.add_colleague(HOSTILE)
        invitation = {"name": HOSTILE, "email": f"{unique('jo')}@acme.example"}
        access = {"colleague_ids": [colleague], "account_manager_id": colleague}
        client = self.add_client(
            name=HOSTILE, practice_code=HOSTILE[:40], invitation=invitation, access=access
        )
        self.add_client(
            type="self_employed",
            name=HOSTILE,
            email=f"{unique('sam')}@stone.example",
            income_sources=[{"name": HOSTILE[:90], "type": "self_employment"}],
        )
        self.places = {
            "CLIENT": f"/clients/{client['id']}",
            "TEAM": self.add_team(HOSTILE[:90], colleague),
            "RESP": str(self.ask("POST", "/v1/responsibilities", name=HOSTILE[:40], level="view")["id"]),
            "DRAFT": self._begun("business"),
            "SOLE": self._begun("self_employed"),
        }

    def _begun(self, kind: str) -> str:
        return str(self.ask("POST", "/v1/client-drafts", type=kind, name=HOSTILE)["id"])

    def path(self, path: str) -> str:
        for word, place in self.places.items():
            path = path.replace(word, place)
        return path


@pytest.fixture(scope="module")
def practice(product_url: str) -> Hostile:
    return Hostile(product_url)


@pytest.fixture(scope="module")
def watched(chromium: Browser, product_url: str, practice: Hostile) -> Iterator[Watched]:
    """At the narrowest screen, where a word without end does the most."""
    context = a_context(chromium, product_url, 360)
    found = Watched(context.new_page())
    found.page.goto("/sign-in")
    found.page.get_by_label("Email address").fill(practice.email)
    found.page.get_by_label("Password").fill(PASSWORD)
    found.page.get_by_role("button", name="Sign in").click()
    expect(found.page.get_by_role("navigation", name="Main")).to_be_visible()
    yield found
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        *("/home", "/clients", "/clients/drafts", "/invitations", "/team", "/team/teams/TEAM", "/settings"),
        *("CLIENT", "CLIENT/settings", "CLIENT/users", "CLIENT/access", "CLIENT/connection", "CLIENT/delete"),
        *("/clients/new?draft=DRAFT&step=details", "/clients/new?draft=SOLE&step=check", "/activity"),
    ],
)
def test_every_page_shows_it_as_text(watched: Watched, practice: Hostile, path: str) -> None:
    watched.page.goto(practice.path(path))
    watched.is_harmless(path)
    shown = watched.page.inner_text("body") + "".join(
        watched.page.eval_on_selector_all("input", "all => all.map((each) => each.value)")
    )
    assert "<script>alert(1)</script>{{7*7}}" in shown
    assert "W" * 60 in shown or path == "/team/teams/TEAM"


@pytest.mark.parametrize("path", FORMS)
def test_every_form_takes_it_for_text(watched: Watched, practice: Hostile, path: str) -> None:
    watched.fill_and_send(practice.path(path))


@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_of_nobody_in_particular_take_it_for_text(
    chromium: Browser, product_url: str, path: str
) -> None:
    context = a_context(chromium, product_url, 360)
    watched = Watched(context.new_page())
    assert watched.fill_and_send(path) > 0
    context.close()


def test_a_file_with_it_is_shown_as_text(watched: Watched, practice: Hostile) -> None:
    cell = HOSTILE.replace('"', '""')
    file: FilePayload = {
        "name": f"{SHORT}.csv",
        "mimeType": "text/csv",
        "buffer": f'Client name,"{cell}"\n"{cell}",x\n'.encode(),
    }
    watched.page.goto("/clients/import")
    watched.page.set_input_files("[name=file]", files=file)
    watched.page.get_by_role("button", name="Upload").click()
    watched.page.get_by_role("button", name="Check the rows").click()
    expect(watched.page.get_by_role("table")).to_contain_text("<script>alert(1)</script>")
    watched.is_harmless("an import")


def test_changing_access_of_many_shows_it_as_text(watched: Watched) -> None:
    page = watched.page
    page.goto("/clients")
    page.get_by_role("checkbox", name="Select ").nth(1).check()
    page.get_by_role("button", name="Change access…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Access to 1 client")
    expect(page.locator("main")).to_contain_text("<script>alert(1)</script>{{7*7}}")
    watched.is_harmless("the form for many")
    page.get_by_role("checkbox", name="<script>").first.check()
    page.get_by_role("button", name="Change access").click()
    expect(page.get_by_role("status", name="Results")).to_contain_text("<script>alert(1)</script>")
    watched.is_harmless("the results for many")


def test_connecting_software_shows_it_as_text(watched: Watched, practice: Hostile) -> None:
    page, login = watched.page, f"{unique('jo')}@acme.example"
    client = practice.add_client(name=HOSTILE)
    page.goto(f"/clients/{client['id']}/connection")
    page.get_by_role("button", name="Connect to Xero").click()
    consent(page, login, "Demo Company (UK)")
    expect(page.get_by_role("heading", level=1)).to_contain_text("<script>alert(1)</script>")
    watched.is_harmless("before connecting")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("status")).to_have_text("Connected.")
    watched.is_harmless("a connected client")
    page.goto("/connections")
    watched.is_harmless("connections")
    page.get_by_text("Add clients from software").click()
    page.get_by_role("button", name="Xero").click()
    consent(page, login, "Northside Dental LLP")
    expect(page.locator("main")).to_contain_text("Connected to your client \"'><script>alert(1)</script>")
    watched.is_harmless("organisations to choose from")


def consent(page: Page, login: str, organisation: str) -> None:
    page.get_by_label("Sign in as").fill(login)
    page.get_by_label(organisation, exact=True).check()
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_the_clients_own_people_read_it_as_text(
    chromium: Browser, product_url: str, practice: Hostile, served_mailbox: Mailbox
) -> None:
    address = f"{unique('kim')}@acme.example"
    practice.add_client(name=HOSTILE, invitation={"name": HOSTILE, "email": address})
    context = a_context(chromium, product_url, 360)
    watched = Watched(context.new_page())
    watched.page.goto(f"/invitation#{served_mailbox.token_for(address)}")
    expect(watched.page.get_by_role("heading", level=1)).to_contain_text("<script>alert(1)</script>")
    watched.is_harmless("an invitation")
    watched.page.get_by_label("Choose a password").fill(PASSWORD)
    watched.page.get_by_role("button", name="Join").click()
    expect(watched.page.get_by_role("status")).to_contain_text("You are in")
    for path in ("/account", "/account/users", "/account/settings"):
        watched.page.goto(path)
        expect(watched.page.locator("body")).to_contain_text("<script>alert(1)</script>")
        watched.is_harmless(path)
        assert watched.fill_and_send(path) > 0
    context.close()
