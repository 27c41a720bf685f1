"""The text of an invitation, and what Twilio's codes mean: rules only."""

import pytest

from services.invitations import gsm, texts
from services.invitations.wordings import OURS

LINK = "https://app.clientele.example/invitation#Zx81Qk0mZx81Qk0mZx81Qk"


def text(**changes: object) -> str:
    names = {"practice": "Smith & Co", "account": "Acme Widgets Ltd"}
    told = {**names, "app_url": None, **changes}
    begin = OURS.words("client_text", "opening", {name: str(told[name]) for name in names})
    return texts.invitation(begin=begin, link=LINK, app_url=told["app_url"])  # type: ignore[arg-type]


def test_the_text_says_who_invites_to_what_and_has_the_link_and_the_app() -> None:
    """product.md 2.6"""
    assert text() == f"Smith & Co invites you to Acme Widgets Ltd: {LINK} Valid for 7 days."
    assert text(app_url="https://get.app").endswith("Valid for 7 days. App: https://get.app")


@pytest.mark.parametrize(
    "name",
    [
        "Smith & Co" * 20,
        "Łódź Księgowość Spółka",
        "株式会社" * 40,
        "Brontë — “Partners”",
        "a{b}[c]~|€^",
        "e\u0301" * 90,
        "Zoë 👩‍👧",
    ],
)
def test_it_fits_one_segment_whatever_the_names_are(name: str) -> None:
    for app_url in (None, "https://clientele.example/app"):
        made = text(practice=name, account=name, app_url=app_url)
        assert gsm.fits(made), made
        assert LINK in made


def test_an_address_too_long_for_a_text_is_told_at_the_start() -> None:
    assert texts.leaves_room_for("https://app.clientele.example")
    assert not texts.leaves_room_for("https://" + "a" * 100)


def test_every_code_has_plain_words() -> None:
    for code in (21211, 21408, 21610, 21612, 21614, 30001, 30003, 30006, 30007, 30008, 12345, None):
        assert texts.reason(code).endswith(".")
        assert str(code) not in texts.reason(code)
