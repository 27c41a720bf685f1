"""The text of an invitation, and what Twilio's codes mean: rules only."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.invitations import TextEncoding
from services.invitations.messages import gsm, invitation_texts
from services.invitations.messages.wordings import OURS
from services.invitations.transport import twilio_codes

LINK = "https://app.clientele.example/invitation#Zx81Qk0mZx81Qk0mZx81Qk"


def text(**changes: object) -> str:
    names = {"practice": "Smith & Co", "account": "Acme Widgets Ltd"}
    values = {**names, "app_url": None, **changes}
    begin = OURS.words("client_text", "opening", {name: str(values[name]) for name in names})
    return invitation_texts.invitation(begin=begin, link=LINK, app_url=values["app_url"])  # type: ignore[arg-type]


def test_the_text_says_who_invites_to_what_and_has_the_link_and_the_app() -> None:
    """product.md 2.6"""
    assert text() == f"Smith & Co invites you to Acme Widgets Ltd: {LINK} Valid for 7 days."
    assert text(app_url="https://get.app").endswith("Valid for 7 days. App: https://get.app")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Smith & Co", "Smith & Co"),
        ("Łódź Księgowość Spółka", "Lodz Ksiegowosc Spolka"),
        ("Brontë — “Partners”", 'Bronte - "Partners"'),
        ("O’Brien’s Café – “Best” Ltd…", "O'Brien's Café - \"Best\" Ltd..."),
        ("a{b}[c]~|€^", "a{b}[c]~|€^"),
        ("Œuvres & Façade™", "OEuvres & FacadeTM"),
        ("Ελληνική Εταιρεία", "EΛΛHNIKH ETAIPEIA"),
        ("Pontcymer Tŷ’r Ŵyl", "Pontcymer Ty'r Wyl"),
        ("e\u0301cole", "école"),
        ("A\u00a0B\u2011C", "A B-C"),
    ],
)
def test_what_has_a_likeness_is_written_so_in_one_segment(name: str, written: str) -> None:
    made = text(practice=name, account="x")
    assert made.startswith(f"{written} invites you")
    assert (gsm.encoding(made), gsm.segments(made)) == (TextEncoding.GSM_7, 1)


@pytest.mark.parametrize("name", ["Smith & Co" * 20, "e\u0301" * 90, "€" * 100, "…" * 80])
def test_a_long_name_is_cut_so_that_the_whole_is_one_segment(name: str) -> None:
    for app_url in (None, "https://clientele.example/app"):
        made = text(practice=name, account=name, app_url=app_url)
        assert gsm.segments(made) == 1
        assert LINK in made


@pytest.mark.parametrize("name", ["株式会社" * 10, "Zoë 👩‍👧", "Київ – “Облік”", "حسابات"])
def test_other_writing_stays_whole_in_as_many_segments_as_it_takes(name: str) -> None:
    made = text(practice=name, account="Acme", app_url="https://get.app")
    assert made == f"{name} invites you to Acme: {LINK} Valid for 7 days. App: https://get.app"
    units = len(made.encode("utf-16-le")) // 2
    assert gsm.encoding(made) is TextEncoding.UCS_2
    assert gsm.segments(made) == -(-units // 67) > 1


@given(st.text(max_size=60))
def test_no_sign_ever_becomes_a_question_mark(name: str) -> None:
    assert gsm.likeness(name).count("?") <= unicodedata.normalize("NFKC", name).count("?")


@pytest.mark.parametrize(("length", "segments"), [(160, 1), (161, 2), (306, 2), (307, 3)])
def test_segments_of_plain_letters(length: int, segments: int) -> None:
    assert gsm.segments("x" * length) == segments
    assert gsm.segments("€" * (length // 2) + "x" * (length % 2)) == segments


@pytest.mark.parametrize(("length", "segments"), [(70, 1), (71, 2), (134, 2), (135, 3)])
def test_segments_of_other_writing(length: int, segments: int) -> None:
    assert gsm.segments("式" * length) == segments


def test_an_address_too_long_for_a_text_is_told_at_the_start() -> None:
    assert invitation_texts.leaves_room_for("https://app.clientele.example")
    assert not invitation_texts.leaves_room_for("https://" + "a" * 100)


@pytest.mark.parametrize("code", [20003, 21606, 21660, 30002, 30024, 30032, 30034, 90010])
def test_what_is_the_senders_fault_does_not_send_people_to_the_mobile_number(code: int) -> None:
    """product.md 5.5"""
    assert "The number is not at fault" in twilio_codes.reason(code)
    assert "Check the mobile number" not in twilio_codes.reason(code)


def test_every_code_has_plain_words() -> None:
    for code in (21211, 21408, 21610, 21612, 21614, 30001, 30003, 30006, 30007, 30008, 12345, None):
        assert twilio_codes.reason(code).endswith(".")
        assert str(code) not in twilio_codes.reason(code)
