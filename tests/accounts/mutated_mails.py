"""Mails that are like the fifty kinds, but for what chance has made of them: the same for the same number."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.integration.mail_kinds import kinds

#: What means something to whoever reads a mail.
_WORDS = (
    *(
        b"\r\n",
        b"\r",
        b"\n",
        b"\r\n\r\n",
        b"\r\n.\r\n",
        b"--b\r\n",
        b"--b--\r\n",
        b"\0",
        b"\xff\xfe",
        b"\x1b$B",
        b"=\r\n",
    ),
    *(
        b"=?utf-8?b?4?=",
        b"=?utf-7?q?+AGE-?=",
        b"=?x?q?=ZZ?=",
        b"=?utf-16?b?//8=?=",
        b"%00",
        b"..\\..\\",
        b"../../x",
    ),
    b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"Content-Type: multipart/mixed; boundary*0=b; boundary*1*=''%62\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: message/partial; number=1; total=9; id=x\r\n",
    b"Content-Type: message/external-body; access-type=local-file; name=/etc/passwd\r\n",
    b"Content-Type: text/plain; charset=idna\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 ../../../tmp/x\r\n#86)C\r\nend\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=\r\n=0",
    b"Content-Disposition: attachment; filename*0*=utf-8''%2e%2e%2f; filename*1=x\r\n",
    b'Content-Disposition: attachment; filename="=?utf-8?b?Li4vLi4v?="\r\n',
    b"Subject: " + b"=?utf-8?q?" + b"=C3=A9" * 200 + b"?=\r\n",
    b'From: a@b.example, c@d.example, "<x>" <e@f.example>\r\n',
    b"Received: from x\r\n" * 60,
    b"x" * 70_000,
)


def mutated(number: int, seed: int = 19) -> bytes:
    """The mail of this number."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311  a test's
    known = kinds()
    mail = known[number % len(known)].write(f"token-{seed}-{number}")
    for _ in range(chance.randint(1, 5)):
        mail = chance.choice(_CHANGES)(chance, mail)
    return mail


def _place(chance: random.Random, mail: bytes) -> int:
    # Mostly where headers are.
    return chance.randint(0, min(len(mail), chance.choice((300, 1_000, len(mail)))))


def _flipped(chance: random.Random, mail: bytes) -> bytes:
    found = bytearray(mail)
    for _ in range(chance.randint(1, 20) if mail else 0):
        found[_place(chance, mail) - 1] = chance.randrange(256)
    return bytes(found)


def _with_a_word(chance: random.Random, mail: bytes) -> bytes:
    at = _place(chance, mail)
    return mail[:at] + chance.choice(_WORDS) * chance.choice((1, 1, 2, 40)) + mail[at:]


def _without_a_part(chance: random.Random, mail: bytes) -> bytes:
    at = _place(chance, mail)
    return mail[:at] + mail[at + chance.randint(1, 200) :]


def _with_a_part_again(chance: random.Random, mail: bytes) -> bytes:
    at, length = _place(chance, mail), chance.randint(1, 2_000)
    return mail[: at + length] * chance.choice((1, 2, 10)) + mail[at:]


def _cut(chance: random.Random, mail: bytes) -> bytes:
    return mail[: _place(chance, mail)]


def _with_lines_in_disorder(chance: random.Random, mail: bytes) -> bytes:
    lines = mail.split(b"\r\n", 40)
    rest = lines.pop()
    chance.shuffle(lines)
    return b"\r\n".join([*lines, rest])


def _with_other_ends_of_lines(chance: random.Random, mail: bytes) -> bytes:
    return mail.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\r\r\n", b"\n\r")))


def _within_another(chance: random.Random, mail: bytes) -> bytes:
    kind = chance.choice(
        (b"message/rfc822", b"multipart/mixed; boundary=b", b"text/plain", b"application/ms-tnef")
    )
    return (b"Content-Type: " + kind + b"\r\n\r\n") * chance.choice((1, 3, 50)) + mail


def _spliced(chance: random.Random, mail: bytes) -> bytes:
    other = chance.choice(kinds()).write("token-0-0")
    return mail[: _place(chance, mail)] + other[_place(chance, other) :]


_CHANGES: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *(_flipped, _with_a_word, _with_a_word, _without_a_part, _with_a_part_again, _cut),
    *(_with_lines_in_disorder, _with_other_ends_of_lines, _within_another, _spliced),
)
