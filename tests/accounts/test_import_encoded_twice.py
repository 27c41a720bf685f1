"""Letters that a product before us encoded twice: é is Ã© in its file, and in every spreadsheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts.test_import_files import found

NAMES = ["Café Noël", "O’Brien & Sons", "São Paulo Ltd", "Müller", "£100 Shop", "Österreich", "Déjà Vu"]


def twice(text: str) -> bytes:
    """UTF-8 that was taken for Windows-1252 and encoded once more."""
    return "".join(
        bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode()
    ).encode()  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_they_are_read_as_they_were_and_it_is_said(name: str) -> None:
    table = found(b"Client name,Code\nPlain Ltd,P1\n" + twice(f"{name},A1") + b"\n")
    assert [cells[0] for _, cells in table.rows] == ["Plain Ltd", name]
    (notice,) = table.notices
    assert "encoded twice" in notice
    assert "line 3" in notice


def test_who_chooses_the_encoding_has_them_as_they_stand() -> None:
    file = b"Client name,Code\n" + twice("Müller,A1") + b"\n"
    table = found(file, encoding="utf-8")
    assert table.rows == [(2, ["MÃ¼ller", "A1"])]
    assert table.notices == []


@pytest.mark.parametrize(
    "name",
    ["«CAFÉ»", "„AUTO Ä“", "naïve café", "Łódź Sp. z o.o.", "Søren Ærø", "ÅÄÖ AB", "ÇELİK", "日本語", "¿Qué?",
     "L’Été “Bleu”", "Ñandú", "É"],
)  # fmt: skip
def test_letters_that_are_right_stay(name: str) -> None:
    table = found(f"Client name,Code\n{name},A1\n".encode())
    assert (table.rows, table.notices) == ([(2, [name, "A1"])], [])


# An œ stands behind no accented capital in any word.
WORDS = st.text("abcdeéèêëïîôöüßçñæøå", min_size=2, max_size=8)


@given(st.lists(st.tuples(WORDS, st.sampled_from([str.title, str.upper, str.lower])), min_size=1, max_size=4))
def test_names_of_western_letters_stay(words: list[tuple[str, Callable[[str], str]]]) -> None:
    name = " ".join(written(word) for word, written in words)
    table = found(f"Client name,Code\n{name},A1\n".encode())
    assert table.rows[0][1][0] == unicodedata.normalize("NFC", name)
