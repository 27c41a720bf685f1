"""The lines of a mail as SMTP sends them: each that begins with a dot has one more (RFC 5321, 4.5.2)."""

from __future__ import annotations


class StuffedLines:
    """What has come of one mail."""

    def __init__(self) -> None:
        self._begins, self._return = True, b""

    def take(self, part: bytes) -> tuple[bytes, bool]:
        """What a part means, which goes to a dot before CR LF at most; whether the mail ends with it."""
        part = self._return + part
        if (self._begins and part == b".\r\n") or part.endswith(b"\r\n.\r\n"):
            return self._without_dots(part[:-3]), True
        # What it is followed by decides what a dot after that is.
        self._return = b"\r" if part.endswith(b"\r") else b""
        part = part.removesuffix(self._return)
        found = self._without_dots(part)
        self._begins = part.endswith(b"\r\n") if part else self._begins
        return found, False

    def _without_dots(self, part: bytes) -> bytes:
        found = part.replace(b"\r\n.", b"\r\n")
        return found[1:] if self._begins and part.startswith(b".") else found
