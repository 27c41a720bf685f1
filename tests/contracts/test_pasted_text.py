"""Text as people paste it: what is invisible is taken out, what shows nothing refused (product.md 2, 3.1)."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import characters, fields
from contracts.accounts.client_fields import Industry, PracticeCode
from contracts.accounts.identifiers import NationalInsuranceNumber, Postcode
from contracts.addresses import Email, LoginEmail, on_the_wire
from contracts.errors import InvalidInput
from contracts.links import LinkToken, token_in
from contracts.telephone import mobile_number

UNSEEN = ["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2060", "\u2066", "\u2069"]
UNSEEN += ["\u00ad", "\ufeff", "\u061c", "\u180e"]
SPACES = ["\u00a0", "\u2007", "\u2009", "\u202f", "\u3000", " ", "\t", "\n", "\r\n"]
TOKEN = "Xx3yK7Q2mM4TXp9WZPa3HBNdV6RDe8YCFg2LMSh5JQt"


class Form(fields.Contract):
    name = fields.Text("the name")
    words = fields.Text("the words", multiline=True)
    email = Email()
    login = LoginEmail()
    code = PracticeCode()
    industry = Industry()
    number = NationalInsuranceNumber()
    postcode = Postcode()
    token = LinkToken()


def loaded(**values: Any) -> Any:
    (value,) = fields.load(Form, values).values()
    return value


def refused(**values: Any) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as refusal:
        fields.load(Form, values)
    error = refusal.value.errors[0]
    return error["pointer"], error["code"]


@pytest.mark.parametrize("mark", UNSEEN)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "jo@acme.example"),
        ("login", "jo@acme.example"),
        ("code", "ACM01"),
        ("industry", "62012"),
        ("number", "TC663795B"),
        ("postcode", "SW1A 1AA"),
        ("token", TOKEN),
    ],
)
def test_marks_that_nobody_sees_are_taken_out_of_addresses_numbers_and_codes(
    mark: str, field: str, value: str
) -> None:
    for place in (0, 2, len(value)):
        assert loaded(**{field: value[:place] + mark + value[place:]}) == value


@pytest.mark.parametrize("blank", [*UNSEEN, *SPACES, "\u2800", "\u3164", "\u115f", "\ufe0f", "\u200b \u200d"])
def test_a_name_needs_something_to_see(blank: str) -> None:
    assert refused(name=blank) == ("/name", "required")


@pytest.mark.parametrize("space", SPACES)
def test_a_name_is_one_line_with_plain_spaces(space: str) -> None:
    assert loaded(name=f"{space}Harbour{space}Holdings Ltd{space}") == "Harbour Holdings Ltd"


def test_words_of_several_lines_keep_them() -> None:
    assert loaded(words="Dear Jo,\n\nwelcome.\n") == "Dear Jo,\n\nwelcome."


def test_what_shapes_the_letters_beside_it_stays_in_a_name() -> None:
    for name in ("می‌خواهم", "Zoë 👩‍👧", "क्‍ष"):
        assert loaded(name=name) == name


def test_a_mark_that_turns_the_direction_does_not_stay_in_a_name() -> None:
    assert loaded(name="Acme \u202etdL") == "Acme tdL"


@given(st.text(max_size=80))
def test_whatever_is_taken_as_a_name_can_be_seen_and_is_one_line(text: str) -> None:
    try:
        name = loaded(name=text)
    except InvalidInput:
        return
    assert characters.is_visible(name)
    assert len(name.splitlines()) == 1 or any(sign in name for sign in "\x1c\x1d\x1e\x0b\x0c")
    assert loaded(name=name) == name


@pytest.mark.parametrize(
    "written",
    ["Jo Bloggs <jo@acme.example>", "mailto:jo@acme.example", "<jo@acme.example>,",
     "jo@acme.example;", " jo@acme.example. "],
)  # fmt: skip
def test_an_address_copied_out_of_a_mail_program_is_the_address(written: str) -> None:
    assert loaded(email=written) == "jo@acme.example"
    assert loaded(login=written) == "jo@acme.example"


def test_a_domain_in_letters_is_shown_in_letters_and_travels_in_ascii() -> None:
    for written in ("jo@münchen.example", "jo@xn--mnchen-3ya.example", "jo@MÜNCHEN.example"):
        email = loaded(email=written)
        assert (email, on_the_wire(email)) == ("jo@münchen.example", "jo@xn--mnchen-3ya.example")
        assert loaded(login=written) == email


def test_what_is_no_address_is_nobodys_at_sign_in_and_told_elsewhere() -> None:
    assert loaded(login="jo") == "jo"
    assert refused(email="jo") == ("/email", "invalid_email")


@pytest.mark.parametrize(
    "written", ["ab-12-34-56-c", "AB 12.34.56 C.", "ab/12/34/56/c", "ＡＢ１２３４５６Ｃ", "AB–123456–C"]
)
def test_a_national_insurance_number_is_taken_with_what_people_set_between_its_groups(written: str) -> None:
    assert loaded(number=written) == "AB123456C"


@pytest.mark.parametrize("written", ["BN12 4AX.", "bn12-4ax", "BN12\u00a04AX", "“BN12 4AX”", "BN124AX,"])
def test_a_postcode_is_taken_with_what_was_copied_along(written: str) -> None:
    assert loaded(postcode=written) == "BN12 4AX"


LINK = f"https://app.example/invitation#{TOKEN}"


def proofpoint(link: str) -> str:
    """A link as Proofpoint's second form writes it: `-` for `%` and `_` for `/`."""
    kept = link.replace("%", "%25").replace("-", "%2D").replace("_", "%5F").replace(":", "%3A")
    return kept.replace("#", "%23").replace("/", "_").replace("%", "-")


@pytest.mark.parametrize(
    "pasted",
    [
        TOKEN, f" {TOKEN}\n", f"{TOKEN}.", f"“{TOKEN}”", f"'{TOKEN}',", f"({TOKEN})", f"Code: {TOKEN}",
        TOKEN[:20] + "\n" + TOKEN[20:], TOKEN[:30] + "=\r\n " + TOKEN[30:],
        LINK, f"<{LINK}>", f"{LINK}.", f"“{LINK}”)",
        LINK.replace("https", "HTTPS"), LINK.replace("app.example/invitation", "APP.EXAMPLE/INVITATION"),
        LINK.replace("#", "%23"), LINK.replace("#", "%2523"), LINK.replace("#", "/#"),
        LINK[:40] + "\n" + LINK[40:],
        f"https://eur01.safelinks.protection.outlook.com/?url={quote(LINK, safe='')}&data=05%7C02%7Cjo",
        f"https://urldefense.com/v3/__https://app.example/invitation*{TOKEN}__;Iw!!abc!def$",
        f"https://www.google.com/url?q={quote(LINK, safe='')}&sa=D",
        # In the second form of Proofpoint, and broken into lines by quoted-printable and by an answer.
        f"https://urldefense.proofpoint.com/v2/url?u={proofpoint(LINK)}&d=DwMFaQ&c=euGZstcaTDllvi",
        LINK[:40] + "=\r\n" + LINK[40:], "> " + LINK[:40] + "\r\n> > " + LINK[40:],
        LINK.replace("invitation", "password-reset"),
        f"Open {LINK} or enter the code {TOKEN}",
    ],
)  # fmt: skip
def test_the_code_is_found_in_whatever_was_made_of_its_link(pasted: str) -> None:
    """product.md 5.2"""
    assert loaded(token=pasted) == TOKEN


@given(st.text(max_size=300))
def test_looking_for_a_code_never_fails(text: str) -> None:
    assert all(sign.isascii() for sign in token_in(text))


@given(st.binary(min_size=16, max_size=32))
def test_every_code_of_ours_is_found_by_itself_and_in_its_link(raw: bytes) -> None:
    token = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    assert token_in(token) == token
    assert token_in(f"https://app.example/invitation#{token}") == token


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("020 7946 0123", "landline"),
        ("01632 960123", "landline"),
        ("+44 (0)1632 960123", "landline"),
        ("070 1234 5678", "personal number"),
        ("0800 123 4567", "freephone"),
        ("0345 678 9012", "company"),
        ("056 1234 5678", "internet telephone"),
        ("0907 123 4567", "premium rate"),
        ("+353 1 234 5678", "landline"),
    ],
)
def test_a_number_that_takes_no_texts_is_told_at_entry(written: str, says: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        mobile_number(written, "GB", "/mobile")
    error = refusal.value.errors[0]
    assert (error["pointer"], error["code"]) == ("/mobile", "not_a_mobile")
    assert says in error["message"]
    assert "mobile number" in error["message"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("\u202a+44 7700 900123\u202c", "+447700900123"),
        ("07700\u00a0900\u2011123", "+447700900123"),
        ("+353 85 123 4567", "+353851234567"),
        ("07624 900123", "+447624900123"),
        ("+1 212 555 0100", "+12125550100"),
    ],
)
def test_a_number_that_may_take_texts_is_taken(written: str, number: str) -> None:
    assert mobile_number(written, "GB", "/mobile") == number
