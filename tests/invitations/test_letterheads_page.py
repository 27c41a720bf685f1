"""The pages where a practice chooses its messages' sender and words, without scripts (ui.md, "Forms")."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient

from contracts import invitations
from deploy.allinone.product import BROKER_URL
from gateway.app import build
from gateway.settings import Settings
from tests.builders import PASSWORD, Mailbox, Person, a_colleague, eventually

HTML = {"Accept": "text/html"}
WORDS = "/settings/messages/client_invitation"


class Office:
    def __init__(self, person: Person) -> None:
        self._person = person
        self._http = HttpClient(build(Settings(broker_url=BROKER_URL, rate_limits=False), person.rpc))
        credentials = {"email": person.email, "password": PASSWORD}
        assert self._http.post("/sign-in", data=credentials, headers=HTML).status_code == 303

    def opens(self, path: str) -> Any:
        return self._http.get(path, headers=HTML)

    def sends(self, path: str, **fields: str) -> str:
        hidden = dict(re.findall(r'name="(csrf|key|version)" value="([^"]*)"', self.opens(path).text))
        return self._http.post(path, data={**hidden, **fields}, headers=HTML, follow_redirects=True).text

    def saved(self) -> Mapping[str, Any]:
        with self._person.acting():
            return invitations.get_practice_messages(self._person.rpc)


@pytest.fixture
def office(owner: Person) -> Office:
    return Office(owner)


def test_the_sender_is_saved_and_what_is_wrong_stands_at_its_field(office: Office) -> None:
    page = office.sends("/settings/messages", sender_name="Smith Accountants", reply_to="nowhere")
    assert "Enter an email address like name@example.com." in page
    assert 'value="nowhere"' in page
    assert office.saved()["sender_name"] is None
    office.sends("/settings/messages", sender_name="Smith Accountants", reply_to="office@smith.example")
    assert office.saved()["reply_to"] == "office@smith.example"
    assert office.sends("/settings/messages", sender_name="", reply_to="")
    assert (office.saved()["sender_name"], office.saved()["reply_to"]) == (None, None)


def test_words_are_previewed_before_they_are_saved(office: Office) -> None:
    page = office.sends(WORDS, subject="Welcome, {name}", opening="Dear <b>{name}</b>", action="preview")
    assert "Welcome, Jo Bloggs" in page
    assert "Dear &lt;b&gt;{name}&lt;/b&gt;</textarea>" in page
    frame = re.search(r'<iframe src="([^"]+)" sandbox', page)
    assert frame is not None
    mail = office.opens(frame[1].replace("&amp;", "&"))
    assert "Dear &lt;b&gt;Jo Bloggs&lt;/b&gt;" in mail.text
    assert not office.saved()["wording"]["client_invitation"]["changed"]
    assert "Saved." in office.sends(WORDS, subject="Welcome, {name}", opening="", action="save")
    assert office.saved()["wording"]["client_invitation"]["subject"] == "Welcome, {name}"
    assert "The standard words are used again." in office.sends(WORDS, action="default")
    assert not office.saved()["wording"]["client_invitation"]["changed"]


def test_a_mail_in_a_frame_can_run_load_and_send_nothing(office: Office) -> None:
    mail = office.opens(f"{WORDS}/mail")
    policy = dict(
        part.strip().partition(" ")[::2] for part in mail.headers["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "",
    }
    page = office.opens(WORDS)
    assert page.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'; frame-src 'self'")
    assert "frame-src" not in office.opens("/settings").headers["Content-Security-Policy"]
    assert office.opens("/settings/messages/client_text/mail").status_code == 404
    assert office.opens(f"{WORDS}/mail?opening={{who}}").status_code == 404
    assert office.opens("/settings/messages/newsletter").status_code == 404


def test_an_unknown_placeholder_is_told_in_the_preview_and_at_its_field(office: Office) -> None:
    words = {"subject": "", "opening": "Dear {nmae}"}
    assert "{nmae} is not known here." in office.sends(WORDS, **words, action="preview")
    page = office.sends(WORDS, **words, action="save")
    assert 'href="#opening">{nmae} is not known here.' in page
    assert "Dear {nmae}</textarea>" in page


def test_a_stale_edit_keeps_what_was_typed(office: Office) -> None:
    office.sends("/settings/messages", sender_name="One", reply_to="")
    page = office.sends(WORDS, subject="Mine {name}", opening="", version="1", action="save")
    assert "Somebody changed this meanwhile" in page
    assert 'value="Mine {name}"' in page


def test_a_test_is_sent_to_oneself(office: Office, owner: Person, mailbox: Mailbox) -> None:
    page = office.sends(WORDS, subject="Welcome, {name}", opening="", action="test")
    assert f"sent to {owner.email}" in page
    eventually(lambda: mailbox.to(owner.email))
    assert mailbox.to(owner.email)[-1]["Subject"] == "Test: Welcome, Jo Bloggs"


def test_others_are_told_who_may(owner: Person, mailbox: Mailbox) -> None:
    colleague = Office(a_colleague(owner, mailbox, role="client_admin"))
    assert colleague.opens("/settings/messages").status_code == 403
    assert "/settings/messages" not in colleague.opens("/settings").text
