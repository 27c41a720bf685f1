"""The sandbox's mailbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import Client as HttpClient

from tests.gateway.stand_in import StandIn, gateway

FIRST, SECOND = "01JC2Z5T8V9QWERTY0ABCDEFGH", "01JC2Z5T8V9QWERTY0ABCDEFGJ"
MAIL = """X-Envelope-From: birch@clientele.example
X-Envelope-To: jo@acme.example
From: Birch & Co <birch@clientele.example>
To: Jo <jo@acme.example>
Subject: =?utf-8?q?Birch_=26_Co_invites_you_=E2=80=93_welcome?=
Date: Sun, 22 Nov 2026 23:38:55 +0000
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Accept <b>here</b>: http://127.0.0.1:8000/invitation#TOKEN-1. javascript:alert(1)
--b
Content-Type: text/html; charset=utf-8

<script>alert(1)</script>
--b--
"""


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    (tmp_path / f"{FIRST}.eml").write_text(MAIL)
    return tmp_path


@pytest.fixture
def sandbox(services: StandIn, mailbox: Path) -> HttpClient:
    return gateway(services, sandbox_mailbox=mailbox)


def test_the_newest_mail_comes_first(sandbox: HttpClient, mailbox: Path) -> None:
    (mailbox / f"{SECOND}.eml").write_text("Subject: Later\n\nHello")
    page = sandbox.get("/sandbox/mailbox").text
    assert page.index("Later") < page.index("invites you")


def test_an_empty_mailbox_says_how_mail_gets_there(services: StandIn, tmp_path: Path) -> None:
    assert "No mail yet" in gateway(services, sandbox_mailbox=tmp_path).get("/sandbox/mailbox").text


def test_a_mails_text_is_shown_with_its_links(sandbox: HttpClient) -> None:
    page = sandbox.get(f"/sandbox/mailbox/{FIRST}").text
    assert "Birch &amp; Co invites you – welcome" in page
    assert ">22 Nov 2026</time>" in page
    assert "Sunday 22 November 2026, 23:38" in page
    link = "http://127.0.0.1:8000/invitation#TOKEN-1"
    assert f'<a href="{link}" rel="noreferrer">{link}</a>.' in page
    assert "&lt;b&gt;here&lt;/b&gt;" in page
    assert "<script>" not in page
    assert 'href="javascript' not in page


def test_a_mail_is_shown_as_it_looks_in_a_frame_that_runs_nothing_and_with_its_source(
    sandbox: HttpClient,
) -> None:
    page = sandbox.get(f"/sandbox/mailbox/{FIRST}")
    assert f'<iframe src="/sandbox/mailbox/{FIRST}/html" sandbox ' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "X-Envelope-To: jo@acme.example" in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    framed = sandbox.get(f"/sandbox/mailbox/{FIRST}/html")
    assert framed.text.strip() == "<script>alert(1)</script>"
    policy = framed.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("sandbox")


def test_a_mail_that_is_text_alone_has_no_frame(sandbox: HttpClient, mailbox: Path) -> None:
    (mailbox / f"{SECOND}.eml").write_text("Subject: Plain\n\nHello")
    assert "<iframe" not in sandbox.get(f"/sandbox/mailbox/{SECOND}").text
    assert sandbox.get(f"/sandbox/mailbox/{SECOND}/html").status_code == 404


@pytest.mark.parametrize("name", [SECOND, "..", "x", "%2e%2e%2fsecrets.json", FIRST.lower()])
def test_nothing_but_mail_of_the_folder_is_shown(sandbox: HttpClient, mailbox: Path, name: str) -> None:
    (mailbox.parent / "secrets.json").write_text("{}")
    assert sandbox.get(f"/sandbox/mailbox/{name}").status_code == 404
    assert sandbox.get(f"/sandbox/mailbox/{name}/html").status_code == 404


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?utf-8?b?////?=\n\nx",
        b"Date: never\nFrom: @@\n\nx",
        b"Content-Type: text/plain; charset=klingon\n\nx",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
        b"Content-Type: image/png\n\nx",
    ],
)
def test_a_mail_that_is_broken_breaks_nothing(sandbox: HttpClient, mailbox: Path, broken: bytes) -> None:
    (mailbox / f"{SECOND}.eml").write_bytes(broken)
    assert sandbox.get("/sandbox/mailbox").status_code == 200
    assert sandbox.get(f"/sandbox/mailbox/{SECOND}").status_code == 200
    assert sandbox.get(f"/sandbox/mailbox/{SECOND}/html").status_code in (200, 404)


def test_without_the_sandbox_there_is_no_mailbox(http: HttpClient) -> None:
    assert http.get("/sandbox/mailbox").status_code == 404
    assert "mailbox" not in http.get("/").text
