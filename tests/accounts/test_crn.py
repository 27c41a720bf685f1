"""product.md 2.9"""

from hypothesis import given
from hypothesis import strategies as st

from services.accounts.clients import crn

NUMBERS = st.builds(lambda _: crn.new(), st.integers())
PLACES = st.integers(0, crn.LENGTH)


@given(NUMBERS)
def test_a_new_number_is_valid(number: str) -> None:
    assert crn.is_valid(number)
    assert set(number) <= set(crn.ALPHABET)


@given(NUMBERS, PLACES, st.sampled_from(crn.ALPHABET))
def test_one_wrong_character_is_noticed(number: str, place: int, other: str) -> None:
    changed = number[:place] + other + number[place + 1 :]
    assert crn.is_valid(changed) is (changed == number)


def test_numbers_do_not_follow_each_other() -> None:
    assert len({crn.new() for _ in range(1000)}) == 1000
