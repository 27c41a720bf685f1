"""The page where a practice's logo and colour are chosen (docs/adr/0050)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chassis.rpc.client import RpcClient
from contracts import invitations
from tests.accounts.test_settings_page import Browser
from tests.builders import Person
from tests.invitations.test_branding import a_logo


class Page:
    """The settings page, as a browser sends its forms."""

    def __init__(self, rpc: RpcClient, owner: Person) -> None:
        self.browser = Browser(rpc, owner)

    def sends(self, path: str, **fields: Any) -> Any:
        return self.browser.sends(path, self.browser.opens("/settings/branding"), **fields)

    def uploads(self, data: bytes) -> Any:
        # By hand: a file of this size goes through one on disk that werkzeug's client leaves open.
        page = self.browser.opens("/settings/branding")
        hidden = dict(re.findall(r'type="hidden" name="(csrf|key)" value="([^"]*)"', page))
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in hidden.items()
        ]
        parts.append('--x\r\nContent-Disposition: form-data; name="file"; filename="logo.png"\r\n\r\n')
        body = "".join(parts).encode() + data + b"\r\n--x--\r\n"
        return self.browser.posts("/settings/branding/logo", body, "multipart/form-data; boundary=x")


def test_the_page_takes_shows_previews_and_removes(rpc: RpcClient, owner: Person) -> None:
    page = Page(rpc, owner)
    assert page.uploads(a_logo()).headers["Location"] == "/settings/branding?done=logo"
    trying = page.sends("/settings/branding", colour="#ffcc00", action="preview").text
    assert "nothing is saved yet" in trying
    assert "darkened to #856a00: text in #ffcc00 could not be read there" in trying
    with owner.acting():
        assert invitations.get_practice_messages(rpc).get("colour") is None
    assert page.sends("/settings/branding", colour="#ffcc00", action="save").status_code == 303
    shown = page.browser.opens("/settings/branding")
    assert 'value="#ffcc00"' in shown
    assert "/branding/" in shown
    preview = page.browser.opens("/settings/messages/client_invitation/mail")
    assert 'src="data:image/png;base64,' in preview
    assert "Remove the logo?" in page.browser.opens("/settings/branding/remove")
    removed = page.browser.sends("/settings/branding/remove", page.browser.opens("/settings/branding/remove"))
    assert removed.headers["Location"] == "/settings/branding?done=removed"
    assert page.sends("/settings/branding", colour="#ffcc00", action="default").status_code == 303
    assert invitations.get_branding(rpc, practice_id=owner.account_id) == {"colour": None, "logo": None}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Choose a picture."),
        (b"<svg/>", "This is no picture that can be read"),
        (bytes(600 * 1024), "at most 512 kB"),
    ],
)
def test_the_page_says_what_is_wrong_with_a_picture_at_its_field(
    rpc: RpcClient, owner: Person, data: bytes, words: str
) -> None:
    answer = Page(rpc, owner).uploads(data)
    assert answer.status_code == 422
    assert 'href="#file"' in answer.text
    assert words in answer.text


def test_a_wrong_colour_is_said_at_its_field(rpc: RpcClient, owner: Person) -> None:
    page = Page(rpc, owner)
    for action in ("save", "preview"):
        answer = page.sends("/settings/branding", colour='"><script>', action=action)
        assert answer.status_code == 422
        assert 'href="#colour"' in answer.text
        assert "<script>" not in answer.text.replace('<script type="module"', "")
