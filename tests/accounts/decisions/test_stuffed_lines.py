"""A mail's lines as SMTP sends them (RFC 5321, 4.5.2), in whatever parts they come."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.accounts.intake.stuffed_lines import StuffedLines

END = b".\r\n"
_LINES = st.lists(
    st.sampled_from([b"", b".", b"..", b".x", b"x.", b"x", b"\r", b"\n", b"\n.", b"x\r", b"x\n.", b"." * 5]),
    max_size=12,
)


def line_by_line(sent: bytes) -> bytes:
    """The rule, as it is written: lines end with CR LF, and one of a dot alone is the end."""
    found: list[bytes] = []
    for line in sent.split(b"\r\n"):
        if line == b".":
            return b"".join(each + b"\r\n" for each in found)
        found.append(line.removeprefix(b"."))
    raise AssertionError(sent)


def parts_of(sent: bytes, cuts: set[int]) -> list[bytes]:
    """As they are read: none goes beyond a dot before CR LF, and none ends within one."""
    found: list[bytes] = []
    at = 0
    while at < len(sent):
        stop = sent.find(END, at)
        most = len(sent) if stop < 0 else stop + 3
        allowed = [cut for cut in cuts if at < cut < most - 2]
        cut = min(allowed, default=most)
        found.append(sent[at:cut])
        at = cut
    return found


def whole(parts: list[bytes]) -> bytes:
    stuffed, found = StuffedLines(), b""
    for number, part in enumerate(parts, start=1):
        meant, ended = stuffed.take(part)
        found += meant
        if ended:
            return found
        assert number < len(parts)
    raise AssertionError(parts)


@settings(max_examples=500, deadline=None)
@given(_LINES, st.sets(st.integers(1, 60), max_size=20))
def test_a_mail_is_what_its_lines_are_in_whatever_parts(lines: list[bytes], cuts: set[int]) -> None:
    sent = b"".join(line + b"\r\n" for line in lines) + b"." + b"\r\n"
    assert whole(parts_of(sent, cuts)) == line_by_line(sent)


@pytest.mark.parametrize("inside", [b"x\n.\r\n", b"x\n.\n", b"x\r.\r\n", b"x\r\r\n.x\r\n"])
def test_only_a_dot_between_two_ends_of_lines_ends_a_mail(inside: bytes) -> None:
    """Otherwise two servers see two mails in one."""
    sent = b"Subject: x\r\n\r\n" + inside + b"after\r\n.\r\n"
    for cut in range(1, len(sent)):
        assert whole(parts_of(sent, {cut})) == line_by_line(sent)
