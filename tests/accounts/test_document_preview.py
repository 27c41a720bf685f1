"""Pictures are shown on a page of ours, and nothing else of what people send is (docs/adr/0053)."""

from __future__ import annotations

import struct
import zlib

import pytest

from chassis.rpc.client import RpcClient
from contracts import accounts
from tests.accounts.document_calls import uploads
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user, a_colleague

SCRIPT = b"<script>fetch('/v1/clients')</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'


def png(trailing: bytes = b"") -> bytes:
    """A picture of one red pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
        + trailing
    )


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def test_a_picture_is_shown(browser: Browser, owner: Person) -> None:
    document = uploads(owner, owner.adds_client()["id"], "Receipt.png", png())
    path = f"/clients/{document['client_id']}/documents"
    assert f'href="{path}/{document["id"]}/preview"' in browser.opens(path)
    assert f'src="{path}/{document["id"]}/picture"' in browser.opens(f"{path}/{document['id']}/preview")
    shown = browser.asks(f"{path}/{document['id']}/picture")
    assert shown.data == png()
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Disposition"].startswith("inline; ")


def test_one_that_is_a_page_too_is_a_picture_alone(browser: Browser, owner: Person) -> None:
    """No browser takes it for something else, and it would run and load nothing if one did."""
    document = uploads(owner, owner.adds_client()["id"], "x.html", png(SCRIPT))
    shown = browser.asks(f"/clients/{document['client_id']}/documents/{document['id']}/picture")
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    policy = shown.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= set(policy)


@pytest.mark.parametrize(
    "content",
    [SVG, b"<?xml version='1.0'?>" + SVG, b"<html>" + SCRIPT, b"GIF89" + SCRIPT, b"BM" + SCRIPT],
)
@pytest.mark.parametrize("name", ["x.png", "x.svg"])
def test_nothing_else_is_shown_whatever_it_is_called(
    browser: Browser, owner: Person, content: bytes, name: str
) -> None:
    document = uploads(owner, owner.adds_client()["id"], name, content)
    path = f"/clients/{document['client_id']}/documents"
    assert "/preview" not in browser.opens(path)
    for what in ("preview", "picture"):
        assert browser.asks(f"{path}/{document['id']}/{what}").status_code == 404


def test_who_does_not_see_a_document_sees_no_picture_of_it(
    rpc: RpcClient, browser: Browser, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 1, 2.5"""
    client = owner.adds_client(access={"everyone": False})["id"]
    document = uploads(owner, client, "Receipt.png", png())
    a_client_user(owner, mailbox, client)
    user, stranger = a_client_user(owner, mailbox, client, "standard_user"), a_colleague(owner, mailbox)
    for what in ("preview", "picture"):
        of_user = Browser(rpc, user).asks(f"/account/documents/{document['id']}/{what}")
        of_stranger = Browser(rpc, stranger).asks(f"/clients/{client}/documents/{document['id']}/{what}")
        assert (of_user.status_code, of_stranger.status_code) == (404, 404)
    with owner.acting():
        accounts.delete_document(owner.rpc, client_id=client, document_id=document["id"])
    for what in ("preview", "picture"):
        gone = browser.asks(f"/clients/{client}/documents/{document['id']}/{what}")
        assert gone.status_code == 404
