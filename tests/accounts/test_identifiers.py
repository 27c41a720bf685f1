"""National Insurance numbers, postcodes and CRNs by their rules (product.md 2.9, 3.1)."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import fields
from contracts.accounts.identifiers import NationalInsuranceNumber, Postcode
from contracts.errors import InvalidInput
from services.accounts.clients import address_names, crn, self_employed

FIRST, SECOND = "ABCEGHJKLMNOPRSTWXYZ", "ABCEGHJKLMNPRSTWXYZ"
NEVER_USED = ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ")
SPACES = st.text(" ", max_size=2)


class Form(fields.Contract):
    number = NationalInsuranceNumber()
    postcode = Postcode()


def loaded(**values: Any) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = fields.load(Form, values)
    return loaded


def refused(**values: Any) -> str:
    with pytest.raises(InvalidInput) as refusal:
        loaded(**values)
    return refusal.value.errors[0]["code"]


@st.composite
def numbers(draw: st.DrawFn) -> str:
    prefixes = st.tuples(st.sampled_from(FIRST), st.sampled_from(SECOND)).map("".join)
    prefix = draw(prefixes.filter(lambda pair: pair not in NEVER_USED))
    return prefix + draw(st.from_regex(r"[0-9]{6}[A-D]", fullmatch=True))


@given(numbers(), st.data())
def test_a_national_insurance_number_is_taken_however_it_is_spaced_and_cased(
    number: str, data: st.DataObject
) -> None:
    written = "".join(data.draw(SPACES) + letter for letter in number)
    assert loaded(number=data.draw(st.sampled_from([written, written.lower()])))["number"] == number


@pytest.mark.parametrize(
    "number",
    ["QQ123456C", "DA123456A", "AO123456B", "TC663795E", "TC663795", "TC66379B", "TC6637955B", "6637 95 TC B"]
    + [f"{prefix}123456A" for prefix in NEVER_USED],
)
def test_a_number_hmrc_gives_to_nobody_is_refused(number: str) -> None:
    assert refused(number=number) == "invalid_national_insurance_number"


@given(st.text(max_size=12))
def test_anything_else_is_refused_or_normal(text: str) -> None:
    try:
        number = loaded(number=text)["number"]
    except InvalidInput:
        return
    assert re.fullmatch("[A-Z]{2}[0-9]{6}[A-D]", number)


@given(numbers())
def test_a_masked_number_shows_its_last_four_characters_only(number: str) -> None:
    """product.md 3.1"""
    shown = self_employed.masked(number)
    assert shown == "*****" + number[5:]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("m11ae", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        (" cr2  6xh", "CR2 6XH"),
        ("DN551PT", "DN55 1PT"),
        ("W1A 1HQ", "W1A 1HQ"),
        ("ec1a1bb", "EC1A 1BB"),
        ("gir0aa", "GIR 0AA"),
        ("JE2 3AB", "JE2 3AB"),
        ("IM1 1AA", "IM1 1AA"),
        ("BF1 2AT", "BF1 2AT"),
    ],
)
def test_a_postcode_is_normalised(written: str, normal: str) -> None:
    """product.md 3.1: BS 7666."""
    assert loaded(postcode=written)["postcode"] == normal


@pytest.mark.parametrize(
    "written", ["QA1 1AA", "AJ1 1AA", "A1 1AC", "A1 AA", "A11A 1AA", "GIR 1AA", "AB1", "12345"]
)
def test_what_no_postcode_looks_like_is_refused(written: str) -> None:
    assert refused(postcode=written) == "invalid_postcode"


@given(st.text(max_size=10))
def test_a_normal_postcode_stays_as_it_is(text: str) -> None:
    try:
        normal = loaded(postcode=text)["postcode"]
    except InvalidInput:
        return
    assert loaded(postcode=normal)["postcode"] == normal
    assert re.fullmatch("[A-Z0-9]{2,4} [0-9][A-Z]{2}", normal)


@given(st.integers(0, 9), st.sampled_from(crn.ALPHABET))
def test_one_wrong_character_in_a_crn_is_noticed(place: int, other: str) -> None:
    """product.md 2.9"""
    number = crn.new()
    assert crn.is_valid(number)
    wrong = number[:place] + other + number[place + 1 :]
    assert crn.is_valid(wrong) is (wrong == number)


@given(st.text(min_size=1, max_size=200))
def test_every_name_asks_for_an_address_that_mail_can_reach(name: str) -> None:
    """product.md 2.11"""
    address = address_names.base_of(name)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", address)
    assert len(address) <= 48
