"""Whatever a mail is: its headers are read, its files found, and none of it gets out (docs/adr/0054)."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.accounts.documents import document_names
from services.accounts.intake import mail_headers
from services.accounts.intake.mail_reader import mail_files
from services.accounts.intake.mail_reader.mail_files import MOST_FILES

PDF = b"%PDF-1.7 pages"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def a_file(name: str | None, content: bytes = PDF) -> MIMEApplication:
    part = MIMEApplication(content, "pdf")
    if name is not None:
        part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def mixed(*parts: object) -> bytes:
    mail = MIMEMultipart()
    mail["Subject"] = "x"
    for part in (MIMEText("text"), MIMEText("<p>text</p>", "html"), *parts):
        mail.attach(part)  # type: ignore[arg-type]
    return mail.as_bytes()


def found(mail: bytes) -> list[tuple[str, bytes]]:
    return [(each.name, each.content) for each in mail_files.of(mail)]


def test_attachments_are_files_and_texts_are_not() -> None:
    assert found(mixed(a_file("a.pdf"), a_file("b.pdf"))) == [("a.pdf", PDF), ("b.pdf", PDF)]
    assert found(mixed()) == []


def test_a_mail_that_is_nothing_but_a_file_has_it() -> None:
    assert found(a_file("scan.pdf").as_bytes()) == [("scan.pdf", PDF)]


def test_a_picture_that_the_text_shows_is_no_file_and_one_beside_it_is() -> None:
    logo, photo = MIMEImage(PNG, "png"), MIMEImage(PNG, "png")
    logo.add_header("Content-ID", "<logo>")
    photo.add_header("Content-Disposition", "inline", filename="receipt.png")
    related = MIMEMultipart("related")
    related.attach(MIMEText('<img src="cid:logo">', "html"))
    related.attach(logo)
    assert found(mixed(related, photo)) == [("receipt.png", PNG)]


def test_what_is_forwarded_as_an_attachment_is_a_file_and_not_looked_into() -> None:
    inner = EmailMessage()
    inner["Subject"] = "inner"
    inner.set_content("x")
    inner.add_attachment(PDF, maintype="application", subtype="pdf", filename="inner.pdf")
    [(name, content)] = found(mixed(MIMEMessage(inner)))
    assert name == "Forwarded message.eml"
    assert b"inner.pdf" in content


def test_what_outlook_packs_and_what_is_encrypted_are_files_as_they_are() -> None:
    tnef, encrypted = MIMEApplication(b"\x78\x9f\x3e\x22", "ms-tnef"), MIMEApplication(b"0\x80", "pkcs7-mime")
    tnef.add_header("Content-Disposition", "attachment", filename="winmail.dat")
    encrypted.add_header("Content-Disposition", "attachment", filename="smime.p7m")
    assert [name for name, _ in found(mixed(tnef, encrypted))] == ["winmail.dat", "smime.p7m"]


def test_a_signature_is_no_file_and_what_is_signed_is() -> None:
    signed = MIMEMultipart("signed")
    signed.attach(a_file("a.pdf"))
    signed.attach(MIMEApplication(b"0\x80", "pkcs7-signature"))
    assert [name for name, _ in found(signed.as_bytes())] == ["a.pdf"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="=?utf-8?B?UmVjaG51bmcgw5xiZXJzaWNodC5wZGY=?="', "Rechnung Übersicht.pdf"),
        ("attachment; filename*=utf-8''%E8%AB%8B%E6%B1%82.pdf", "請求.pdf"),
        ("attachment; filename*=nonsense''%FF.pdf", "ÿ.pdf"),
        ('attachment; filename="../../etc/passwd"', "../../etc/passwd"),
        ("attachment", ""),
    ],
)
def test_names_are_read_however_they_are_written(header: str, name: str) -> None:
    raw = f"Content-Type: application/pdf\r\nContent-Disposition: {header}\r\n\r\nx"
    assert found(raw.encode())[0][0] == name


def test_of_ten_thousand_parts_so_many_are_files() -> None:
    parts = b"".join(
        b"--b\r\nContent-Disposition: attachment; filename=%d.txt\r\n\r\nx\r\n" % each
        for each in range(10_000)
    )
    mail = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n"
    assert len(found(mail)) == MOST_FILES


def test_a_boundary_that_never_comes_is_no_harm() -> None:
    assert found(b"Content-Type: multipart/mixed; boundary=b\r\n\r\nno part of it") == []
    assert found(b"Content-Type: multipart/mixed\r\n\r\n--\r\n\r\n--") == []


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode", "nonsense", "8bit"])
def test_a_wrong_encoding_gives_what_there_is(encoding: str) -> None:
    raw = (
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: %s\r\n"
        b"Content-Disposition: attachment; filename=a.pdf\r\n\r\n=ZZ\xff\x00 begin %%%% not it"
    )
    assert len(found(raw % encoding.encode())) <= 1


_HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("Subject", "From", "Message-ID", "Content-Type", "Content-Disposition", "Received"),
                *("Content-Transfer-Encoding", "Auto-Submitted", "Content-ID", "Date", "X-\xff"),
            ]
        ),
        st.one_of(
            st.text(max_size=80),
            st.sampled_from(
                [
                    *("multipart/mixed; boundary=b", "message/rfc822", "multipart/related; boundary=b"),
                    *(
                        "base64",
                        "x-uuencode",
                        'attachment; filename="../x"',
                        "=?utf-16?B?//8=?=",
                        "text/html",
                    ),
                    *("=?x?Q?=ZZ?=", "attachment; filename*0*=utf-8''%; filename*1=x", "=?utf-8?b?4?="),
                ]
            ),
        ),
    ),
    max_size=6,
)
_PARTS = st.lists(st.tuples(_HEADERS, st.binary(max_size=200)), max_size=5)


def written(headers: list[tuple[str, str]], body: bytes) -> bytes:
    lines = [f"{name}: {value}".encode(errors="surrogatepass") for name, value in headers]
    return b"\r\n".join([*lines, b"", body])


@settings(max_examples=300, deadline=None)
@given(_HEADERS, _PARTS, st.data())
def test_no_mail_breaks_its_reader(
    headers: list[tuple[str, str]], parts: list[tuple[list[tuple[str, str]], bytes]], data: st.DataObject
) -> None:
    body = b"".join(b"--b\r\n" + written(*part) + b"\r\n" for part in parts) + b"--b--"
    mail = written(headers, body)
    cut = data.draw(st.integers(0, len(mail)))
    mail = mail[:cut] + data.draw(st.binary(max_size=20)) + mail[cut:]
    read = mail_headers.read(mail)
    read.subject.encode(), read.sender.encode()
    for file in mail_files.of(mail):
        name = document_names.safe(file.name)
        assert not set(name) & set("\\/\0\r\n")
        assert not name.startswith(".")


@pytest.mark.parametrize("charset", ["idna", "punycode", "rot13", "hex", "undefined", "utf-7", "nosuch"])
def test_no_charset_that_a_text_names_hides_the_files_beside_it(charset: str) -> None:
    text = MIMEText("x")
    text.replace_header("Content-Type", f"text/plain; charset={charset}")
    mail = mixed(text, a_file("a.pdf")).replace(b"\n\nx\n", b"\n\nGr\xfc\xdfe \xff\n")
    assert found(mail) == [("a.pdf", PDF)]


@pytest.mark.parametrize(
    "inside",
    [b"Subject: Gr\xfc\xdfe\r\n\r\ntext", b"Content-Type: multipart/mixed; boundary=c\r\n\r\nGr\xfc"],
)
def test_a_forwarded_mail_with_signs_beyond_ascii_is_a_file(inside: bytes) -> None:
    part = b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inside + b"\r\n"
    other = b"--b\r\n" + a_file("a.pdf").as_bytes() + b"\r\n--b--"
    mail = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part + other
    [(forwarded, content), (name, _)] = found(mail)
    assert (forwarded, name) == ("Forwarded message.eml", "a.pdf")
    assert content.startswith(inside[:10])


@pytest.mark.parametrize("depth", [100, 300, 1000, 5000])
def test_mails_in_mails_hide_no_file_beside_them_and_end_no_reader(depth: int) -> None:
    deep = b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: the last\r\n\r\ntext"
    assert len(found(deep)) <= 1
    part = b"--b\r\n" + deep + b"\r\n--b\r\n" + a_file("a.pdf").as_bytes() + b"\r\n--b--"
    names = [name for name, _ in found(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part)]
    # Of what is too deep to be read at all, the mail itself is what is kept.
    assert names == [] if depth >= 1000 else "a.pdf" in names


@pytest.mark.parametrize(("megabytes", "files"), [(7, 1), (9, 0)])
def test_a_line_without_end_is_not_taken_apart(megabytes: int, files: int) -> None:
    """The parser has four bytes for each sign of a line. The mail is kept as it is."""
    mail = MIMEMultipart()
    mail.attach(MIMEText("Here it is."))
    mail.attach(a_file("Bill.pdf"))
    text = mail.as_bytes().replace(b"Here it is.", b"x" * megabytes * 1024 * 1024)
    assert len(list(mail_files.of(text))) == files
    assert len(list(mail_files.of(text.replace(b"\n", b"\r")))) == files


def test_what_comes_again_is_known_by_what_servers_do_not_change() -> None:
    one = b"Received: a\r\nMessage-ID: <x@y>\r\nSubject: x\r\n\r\nbody"
    again = b"Received: b\r\nReceived: c\r\nMessage-ID: <x@y>\r\nSubject: x\r\nX-Spam: no\r\n\r\nbody"
    first = mail_headers.read(one).fingerprint
    assert mail_headers.read(again).fingerprint == first
    assert mail_headers.read(one.replace(b"body", b"other")).fingerprint != first
    assert mail_headers.read(one.replace(b"<x@y>", b"<z@y>")).fingerprint != first


def test_a_sender_is_read_as_people_write_it() -> None:
    name = base64.b64encode("Zoë Müller".encode()).decode()
    read = mail_headers.read(f"From: =?utf-8?B?{name}?= <zoe@acme.example>\r\n\r\n".encode())
    assert read.sender == "Zoë Müller <zoe@acme.example>"
