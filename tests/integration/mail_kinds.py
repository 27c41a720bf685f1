"""Fifty kinds of mail as people, programs and broken software send them, told apart by a token in each."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterator
from typing import NamedTuple

CRLF = b"\r\n"
_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40
#: The beginning of what Outlook packs files into.
_TNEF = b"\x78\x9f\x3e\x22" + b"\0" * 60


class Kind(NamedTuple):
    """`files` is how many documents a mail of this kind has beside itself; `write` makes it of its token."""

    name: str
    files: int
    write: Callable[[str], bytes]


def kinds() -> list[Kind]:
    """All of them, in an order that stays."""
    return [*_plain(), *_headers(), *_bodies(), *_files(), *_packed(), *_broken()]


def _mail(*headers: str, body: bytes, token: str, subject: str | None = "Receipts") -> bytes:
    lines = [
        "From: Jo Bloggs <jo@acme.example>",
        f"Message-ID: <{token}@acme.example>",
        *([f"Subject: {subject} {token}"] if subject is not None else []),
        *headers,
    ]
    return CRLF.join(line.encode() for line in lines) + CRLF + CRLF + body


def _text(*headers: str, body: bytes = b"") -> Callable[[str], bytes]:
    return lambda token: _mail(*headers, body=b"Here it is, " + token.encode() + CRLF + body, token=token)


def _parts(*parts: bytes, kind: str = "mixed", end: bool = True) -> Callable[[str], bytes]:
    """A mail of a text and these parts, each with its headers."""

    def write(token: str) -> bytes:
        text = b"Content-Type: text/plain\r\n\r\nHere it is, " + token.encode() + CRLF
        each = b"".join(b"--b\r\n" + part for part in (text, *parts))
        body = each + (b"--b--\r\n" if end else b"")
        return _mail(
            "MIME-Version: 1.0", f'Content-Type: multipart/{kind}; boundary="b"', body=body, token=token
        )

    return write


def _part(content: bytes, *headers: str, named: str | None = 'filename="Invoice.pdf"') -> bytes:
    disposition = "Content-Disposition: attachment" + (f"; {named}" if named else "")
    written = CRLF.join(base64.b64encode(content[at : at + 57]) for at in range(0, len(content), 57))
    head = [
        *(headers or ("Content-Type: application/octet-stream",)),
        disposition,
        "Content-Transfer-Encoding: base64",
    ]
    return CRLF.join(line.encode() for line in head) + CRLF + CRLF + written + CRLF


def _plain() -> Iterator[Kind]:
    html = b"<html><body><p>Here it is</p></body></html>\r\n"
    yield Kind("text", 0, _text())
    yield Kind("html", 0, _text("MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8", body=html))
    both = b"Content-Type: text/html\r\n\r\n" + html
    yield Kind("text and html", 0, _parts(both, kind="alternative"))
    yield Kind("of 200 kB", 0, _text(body=(b"x" * 70 + CRLF) * 2_800))
    yield Kind("of one long line", 0, _text(body=b"x" * 20_000 + CRLF))
    yield Kind("lines of dots", 0, _text(body=b".\r\n..\r\n...\r\n.x\r\n"))
    yield Kind("8 bit", 0, _text("Content-Type: text/plain; charset=utf-8", body="Grüße\r\n".encode()))
    yield Kind("latin 1", 0, _text("Content-Type: text/plain; charset=iso-8859-1", body=b"Gr\xfc\xdfe\r\n"))


def _headers() -> Iterator[Kind]:
    yield Kind("no subject", 0, lambda token: _mail(body=token.encode() + CRLF, token=token, subject=None))
    yield Kind("no From", 0, lambda token: b"Subject: x\r\n\r\n" + token.encode() + CRLF)
    yield Kind("no Message-ID", 0, lambda token: b"From: jo@acme.example\r\n\r\n" + token.encode() + CRLF)
    yield Kind(
        "an encoded subject",
        0,
        lambda token: _mail(body=token.encode(), token=token, subject="=?utf-8?q?B=C3=B6?="),
    )
    yield Kind(
        "a subject in no such encoding",
        0,
        lambda token: _mail(body=token.encode(), token=token, subject="=?x-none?q?a?="),
    )
    yield Kind(
        "a subject that is a path",
        0,
        lambda token: _mail(body=token.encode(), token=token, subject="../../etc/passwd"),
    )
    yield Kind("two subjects", 0, _text("Subject: another"))
    yield Kind("folded headers", 0, _text("X-Folded: one\r\n two\r\n\tthree"))
    yield Kind("a header of 20 kB", 0, _text("X-Long: " + "y " * 10_000))
    yield Kind("two hundred headers", 0, _text(*(f"X-{number}: {number}" for number in range(200))))
    yield Kind("of a list", 0, _text("List-Id: <receipts.acme.example>", "Precedence: list"))
    yield Kind("of a program", 0, _text("Auto-Submitted: auto-generated"))
    yield Kind(
        "passed by twenty servers",
        0,
        _text(*itertools.repeat("Received: from a by b; Mon, 2 Nov 2026 08:00:00 +0000", 20)),
    )
    yield Kind("an eight bit header", 0, _text("X-Name: Jürgen"))


def _bodies() -> Iterator[Kind]:
    yield Kind(
        "quoted-printable",
        0,
        _text("Content-Transfer-Encoding: quoted-printable", body=b"a=20b=\r\nc=ZZ\r\n"),
    )
    yield Kind("broken base64", 0, _text("Content-Transfer-Encoding: base64", body=b"%%%notbase64\r\n"))
    yield Kind("no such encoding", 0, _text("Content-Transfer-Encoding: rot13", body=b"uryyb\r\n"))
    yield Kind("a body without an end of line", 0, lambda token: _mail(body=token.encode(), token=token))
    yield Kind(
        "UTF-16", 0, _text("Content-Type: text/plain; charset=utf-16", body="hello".encode("utf-16") + CRLF)
    )


def _files() -> Iterator[Kind]:
    yield Kind("a PDF", 1, _parts(_part(_PDF)))
    yield Kind(
        "five files", 5, _parts(*(_part(_PDF, named=f'filename="{number}.pdf"') for number in range(5)))
    )
    yield Kind("a file of 600 kB", 1, _parts(_part(b"%PDF-1.7\n" + b"z" * 600_000)))
    yield Kind("an empty file", 0, _parts(_part(b"", named='filename="empty.txt"')))
    yield Kind("a file without a name", 1, _parts(_part(_PDF, named=None)))
    yield Kind("a name that is a path", 1, _parts(_part(_PDF, named='filename="../../../etc/cron.d/x"')))
    yield Kind(
        "a name in RFC 2231", 1, _parts(_part(_PDF, named="filename*=utf-8''Rechnung%20%E2%82%AC.pdf"))
    )
    yield Kind("two files of one name", 2, _parts(_part(_PDF), _part(_PNG)))
    yield Kind("a CSV", 1, _parts(_part(b"day,amount\n1,2\n", named='filename="Bank.csv"')))
    yield Kind("a picture", 1, _parts(_part(_PNG, "Content-Type: image/png", named='filename="Receipt.png"')))
    yield Kind("markup", 1, _parts(_part(b"<script>alert(1)</script>", named='filename="x.html"')))


def _packed() -> Iterator[Kind]:
    inner = b"Subject: what they sent\r\n\r\nSee below\r\n"
    yield Kind(
        "forwarded as a file",
        1,
        _parts(b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + inner),
    )
    yield Kind(
        "TNEF", 1, _parts(_part(_TNEF, "Content-Type: application/ms-tnef", named='name="winmail.dat"'))
    )
    sealed = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"
    yield Kind("S/MIME", 1, _text("MIME-Version: 1.0", sealed, body=b"MIAGCSqGSIb3DQ==\r\n"))
    yield Kind(
        "a calendar", 1, _parts(b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    )


def _broken() -> Iterator[Kind]:
    yield Kind("a multipart that does not end", 1, _parts(_part(_PDF), end=False))
    yield Kind("a boundary that never comes", 0, _text('Content-Type: multipart/mixed; boundary="nowhere"'))
    yield Kind("no boundary", 0, _text("Content-Type: multipart/mixed"))
    yield Kind("a hundred deep", 0, _nested(100))
    yield Kind("three hundred parts", 0, _parts(*[b"Content-Type: text/plain\r\n\r\nx\r\n"] * 300))
    yield Kind("no end of headers", 0, lambda token: _mail(body=b"", token=token)[:-2])
    yield Kind("a content type that is none", 0, _text("Content-Type: ;;;=", body=b"x\r\n"))
    yield Kind("NUL in the text", 0, _text(body=b"a\0b\r\n"))


def _nested(depth: int) -> Callable[[str], bytes]:
    def write(token: str) -> bytes:
        body = b"Content-Type: text/plain\r\n\r\n" + token.encode() + CRLF
        for level in range(depth):
            edge = f"d{level}".encode()
            head = b'Content-Type: multipart/mixed; boundary="' + edge + b'"\r\n\r\n'
            body = head + b"--" + edge + CRLF + body + b"--" + edge + b"--\r\n"
        return f"Message-ID: <{token}@acme.example>\r\nSubject: deep\r\n".encode() + body

    return write
