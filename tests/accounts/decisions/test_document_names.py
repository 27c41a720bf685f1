"""Names of documents, whatever was sent (docs/adr/0053)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.accounts.documents import LONGEST_NAME
from services.accounts.documents import document_names, media_types


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Invoice 12.pdf", "Invoice 12.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows\\x.dll", "C__Windows_x.dll"),
        ("/abs/olute.pdf", "_abs_olute.pdf"),
        (".bashrc", "bashrc"),
        ("CON.txt", "_CON.txt"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("photo\u202egpj.exe", "photo gpj.exe"),
        ("a\x00b.pdf", "a b.pdf"),
        ("Rechnung Übersicht.pdf", "Rechnung Übersicht.pdf"),
        ("請求書.pdf", "請求書.pdf"),
        ("", "document"),
        ("...", "document"),
        ("\u200b\u200b", "document"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_leads_nowhere_and_hides_nothing(sent: str, kept: str) -> None:
    assert document_names.safe(sent) == kept


@given(st.text(max_size=400))
def test_whatever_was_sent_makes_a_name(sent: str) -> None:
    name = document_names.safe(sent)
    assert 1 <= len(name) <= LONGEST_NAME
    assert not set(name) & set('\\/:*?"<>|\r\n\0')
    assert not name.startswith(".")
    assert name == name.strip()
    assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in name)
    assert document_names.safe(name) == name


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"%PDF-1.7\n", "x.exe", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 60, "x.pdf", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"0" * 60, "", "image/jpeg"),
        (b"PK\x03\x04" + b"0" * 60, "x.zip", "application/zip"),
        (
            b"PK\x03\x04\x14\x00\x06\x00" + b"0" * 60,
            "x.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (b"a,b\n1,2\n", "x.csv", "text/csv"),
        (b"<html><script>alert(1)</script>", "x.html", "text/plain"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "x.svg", "text/plain"),
        (b"MZ\x00\x01" + b"\0" * 60, "invoice.pdf", "application/octet-stream"),
        (b"", "x.pdf", "application/octet-stream"),
    ],
)
def test_the_content_says_what_it_is(content: bytes, name: str, media_type: str) -> None:
    """What a browser would run is no page here, whatever it is called."""
    assert media_types.of(content, name) == media_type


@given(st.binary(max_size=300), st.text(max_size=20))
def test_whatever_was_sent_has_a_type(content: bytes, name: str) -> None:
    found = media_types.of(content, name)
    assert not any(each in found for each in ("html", "svg", "script"))
