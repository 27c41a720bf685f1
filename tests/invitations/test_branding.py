"""A practice's logo and colour: who chooses them, and where its clients see them (docs/adr/0050)."""

from __future__ import annotations

import base64
import io
import os
import re
from email.message import EmailMessage

import pytest
from PIL import Image
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts import accounts, colours, invitations
from contracts.errors import InvalidInput, NotFound, PracticeAccountRequired, RoleRequired
from gateway import app
from gateway.settings import Settings
from tests.accounts import new_client_calls
from tests.accounts.test_settings_page import Browser
from tests.builders import (
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    eventually,
    present,
    unique,
)
from tests.invitations.letterhead_calls import changes, refused
from tests.invitations.test_logo_images import a_png_that_says

HTML = {"Accept": "text/html"}


def a_logo(form: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    """A picture that no other practice has."""
    written = io.BytesIO()
    red, green, blue = os.urandom(3)
    Image.new("RGB", size, (red, green, blue)).save(written, form)
    return written.getvalue()


def puts(person: Person, data: bytes | None = None) -> invitations.KeptBranding:
    data = a_logo() if data is None else data
    with person.acting():
        return invitations.put_logo(person.rpc, data=base64.b64encode(data).decode())


def logo(kept: invitations.Branding) -> invitations.Logo:
    assert kept["logo"] is not None
    return kept["logo"]


def anybody(rpc: RpcClient) -> HttpClient:
    return HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc), use_cookies=False)


def invites(owner: Person, mailbox: Mailbox) -> EmailMessage:
    address = f"{unique('jo')}@acme.example"
    owner.adds_client(invitation={"name": "Jo Bloggs", "email": address})
    found: list[EmailMessage] = eventually(lambda: mailbox.to(address))
    return found[-1]


def html_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def test_a_logo_is_at_an_address_of_its_content_and_kept_by_browsers(rpc: RpcClient, owner: Person) -> None:
    shown = logo(puts(owner))
    assert (shown["width"], shown["height"]) == (240, 80)
    answer = anybody(rpc).get(shown["path"])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Image.open(io.BytesIO(answer.data)).size == (480, 160)
    other = logo(puts(owner, a_logo("JPEG", (400, 400))))
    assert other["path"] != shown["path"]
    assert (other["width"], other["height"]) == (80, 80)
    assert anybody(rpc).get(shown["path"], headers=HTML).status_code == 404
    for path in ("/branding/..%2f..%2fetc.png", "/branding/zz.png", f"/branding/{'0' * 32}.png"):
        assert anybody(rpc).get(path, headers=HTML).status_code == 404


def test_only_practice_admins_choose_and_anybody_looks(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    puts(owner)
    changes(owner, colour="#123456")
    for role in ("client_admin", "standard"):
        colleague = a_colleague(owner, mailbox, role=role)
        with colleague.acting():
            for forbidden in (
                lambda who=colleague: invitations.put_logo(who.rpc, data=base64.b64encode(b"x").decode()),
                lambda who=colleague: invitations.remove_logo(who.rpc),
                lambda who=colleague: invitations.change_practice_messages(who.rpc, colour="#000000"),
            ):
                with pytest.raises(RoleRequired):
                    forbidden()
        assert Browser(rpc, colleague).asks("/settings/branding").status_code == 403
    user = a_client_user(owner, mailbox, owner.adds_client()["id"])
    with user.acting(), pytest.raises(PracticeAccountRequired):
        invitations.remove_logo(rpc)
    elsewhere = a_practice(rpc)
    with elsewhere.acting():
        assert invitations.remove_logo(rpc)["logo"] is None
    seen = invitations.get_branding(rpc, practice_id=owner.account_id)
    assert seen["colour"] == "#123456"
    assert seen["logo"] is not None
    assert invitations.get_branding(rpc, practice_id=elsewhere.account_id) == {"colour": None, "logo": None}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no picture", "not_a_picture"),
        (a_png_that_says(60_000, 60_000), "too_many_pixels"),
        (bytes(512 * 1024 + 1), "too_large"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_changes_nothing(owner: Person, data: bytes, code: str) -> None:
    kept = puts(owner)
    with pytest.raises(InvalidInput) as problem:
        puts(owner, data)
    assert problem.value.errors[0]["code"] in (code, "too_long")
    with owner.acting():
        assert invitations.get_practice_messages(owner.rpc)["version"] == kept["version"]


def test_a_colour_is_six_digits_and_null_is_ours(owner: Person) -> None:
    for wrong in ("red", "#fff", "#12345g", "#1234567", "url(x)", "#12345\n"):
        assert refused(owner, colour=wrong)[0][0] == "/colour"
    assert changes(owner, colour="#ABCDEF").get("colour") == "#abcdef"
    assert changes(owner, colour=None).get("colour") is None


def test_the_invitation_has_both_within_itself(owner: Person, mailbox: Mailbox) -> None:
    puts(owner)
    changes(owner, colour="#ffcc00")
    message = invites(owner, mailbox)
    html = html_of(message)
    [inside] = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert inside["Content-ID"] == "<logo@clientele.invalid>"
    assert inside.get_content_disposition() == "inline"
    assert html.count('src="cid:logo@clientele.invalid"') == 1
    assert re.findall(r'src="(?!cid:)|url\(|<link|<script', html) == [], "nothing is fetched"
    assert 'alt="Smith &amp; Co"' in html
    assert "background:#ffcc00;color:#000000" in html
    link = re.search(r'class="link"[^>]*style="color:(#[0-9a-f]{6})', html)
    assert link is not None
    assert colours.contrast(link[1], "#ffffff") >= colours.ENOUGH
    for meta in ("color-scheme", "supported-color-schemes"):
        assert f'<meta name="{meta}" content="light dark">' in html
    plain = message.get_body(("plain",))
    assert plain is not None
    assert "Smith & Co" in plain.get_content()


def test_a_mail_has_the_logo_of_its_practice_and_no_others(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    theirs = a_practice(rpc)
    with theirs.acting():
        before = invitations.get_practice_messages(rpc)["version"]
    of_theirs = logo(puts(theirs))["path"]
    for _ in range(3):
        puts(owner)
    for person in (owner, theirs):
        path = logo(puts(person, a_logo()))["path"]
        [inside] = [p for p in invites(person, mailbox).walk() if p.get_content_type() == "image/png"]
        assert inside.get_payload(decode=True) == anybody(rpc).get(path).data
    assert anybody(rpc).get(of_theirs, headers=HTML).status_code == 404
    with theirs.acting():
        assert invitations.get_practice_messages(rpc)["version"] == before + 2, "its own two changes"


def test_a_practice_that_chose_nothing_writes_as_before(owner: Person, mailbox: Mailbox) -> None:
    message = invites(owner, mailbox)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert "<img" not in html_of(message)


def test_the_invited_person_sees_both_and_so_do_strangers_at_the_link_and_the_clients_own_people(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    path = logo(puts(owner))["path"]
    changes(owner, colour="#ffcc00")
    style = '<link rel="stylesheet" href="/branding/colour-ffcc00.css">'
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo Bloggs", "email": address})
    http = anybody(rpc)
    offer = http.post("/invitation", data={"token": mailbox.token_for(address)}, headers=HTML).text
    public = http.get(f"/p/{new_client_calls.switched_on(owner)}", headers=HTML).text
    home = Browser(rpc, a_client_user(owner, mailbox, client["id"])).opens("/account")
    assert owner.account_id not in public
    for page in (offer, public, home):
        assert path in page
        assert style in page
    assert "Your accountant: <strong>Smith &amp; Co</strong>" in home
    css = http.get("/branding/colour-ffcc00.css")
    assert css.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "--accent: light-dark(#856a00, #ffcc00)" in css.text
    assert http.get("/branding/colour-FFCC00.css", headers=HTML).status_code == 404
    assert http.get("/branding/colour-red.css", headers=HTML).status_code == 404


def test_whose_list_an_account_is_on_is_its_own_peoples_to_know(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    user = a_client_user(owner, mailbox, owner.adds_client()["id"], role="standard_user")
    with user.acting():
        found = accounts.get_own_practice(rpc)["practice"]
        assert found == {"id": owner.account_id, "name": "Smith & Co"}
    with owner.acting(), pytest.raises(accounts.ClientAccountRequired):
        accounts.get_own_practice(rpc)


def test_both_are_on_the_activity_page_in_words(rpc: RpcClient, owner: Person) -> None:
    """product.md 8.5"""
    puts(owner)
    changes(owner, colour="#ffcc00")
    browser = Browser(rpc, owner)
    page = eventually(lambda: (p := browser.opens("/activity")) and "#ffcc00" in p and p)
    assert "changed how the practice’s messages look" in page
    assert "a picture" in page


def test_a_program_sends_a_picture_as_the_body(rpc: RpcClient, owner: Person) -> None:
    """api.md, Conventions"""
    http = anybody(rpc)
    headers = {"Authorization": f"Bearer {owner.token}"}
    done = http.put("/v1/practice/logo", data=a_logo(), headers={**headers, "Content-Type": "image/png"})
    assert done.status_code == 200
    path = present(done.json)["logo"]["path"]
    assert http.get(path).status_code == 200
    other = http.put("/v1/practice/logo", data=a_logo(), headers={**headers, "Content-Type": "image/gif"})
    assert other.status_code == 415
    large = http.put(
        "/v1/practice/logo", data=bytes(512 * 1024 + 1), headers={**headers, "Content-Type": "image/png"}
    )
    assert large.status_code == 413
    gone = http.delete("/v1/practice/logo", headers=headers)
    assert present(gone.json)["logo"] is None
    with pytest.raises(NotFound):
        invitations.get_logo(rpc, digest=path.split("/")[-1][:32])
