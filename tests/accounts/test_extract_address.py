"""product.md 2.11"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.accounts.clients.address_names import base_of


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("Acme Widgets Ltd", "acme-widgets"),
        ("Smith & Sons", "smith-and-sons"),
        ("O'Brien Café", "obrien-cafe"),
        ("  ...  ", "client"),
        ("日本", "client"),
    ],
)
def test_the_address_is_made_from_the_name(name: str, base: str) -> None:
    assert base_of(name) == base


@given(st.text(max_size=200))
def test_any_name_gives_a_local_part_that_mail_servers_take(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?", base_of(name))
