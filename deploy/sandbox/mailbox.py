"""Catches mail: real SMTP in, one `.eml` file for each message out.

    python -m deploy.sandbox.mailbox --host 127.0.0.1 --port 0 --folder data/mail

It is a process of its own, as aiosmtpd stands on asyncio, which has no place in a green process.
When it listens it prints one line, `mailbox listening on HOST:PORT`, and it ends with its parent.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ctypes
import os
import signal
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session
from ulid import ULID

LARGEST = 10 * 1024 * 1024  # bytes of a message
PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>


class Mailbox:
    """aiosmtpd's handler: it keeps every message, for whomever it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    # aiosmtpd calls a handler by the SMTP command.
    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a message. Names sort by the time of arrival."""
        name = str(ULID())
        unfinished = self._folder / f".{name}.unfinished"
        try:
            unfinished.write_bytes(_envelope_headers(envelope) + _content(envelope))
            # Who watches the folder sees a whole message or none.
            unfinished.rename(self._folder / f"{name}.eml")
        except OSError as error:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
            # RFC 5321, 4.2.2: what may pass, such as a full disk, is 4xx, and the sender tries again.
            return f"452 4.3.1 Not stored: {error.strerror}. Try again later"
        return "250 Message accepted for delivery"

    async def handle_exception(self, error: Exception) -> str:
        """An error of the mailbox's own says nothing about the message."""
        return f"451 4.3.0 {type(error).__name__} in the mailbox. Try again later"


def _envelope_headers(envelope: Envelope) -> bytes:
    lines = [("X-Envelope-From", envelope.mail_from or "")]
    lines += [("X-Envelope-To", recipient) for recipient in envelope.rcpt_tos]
    return "".join(f"{name}: {value}\r\n" for name, value in lines).encode()


def _content(envelope: Envelope) -> bytes:
    content = envelope.content
    return content.encode() if isinstance(content, str) else content or b""


async def serve(host: str, port: int, folder: Path) -> None:
    """Catch mail until signalled to end. A `port` of 0 is a free one."""
    folder.mkdir(parents=True, exist_ok=True)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, ended.set)

    def smtp() -> SMTP:
        return SMTP(Mailbox(folder), hostname="mailbox", data_size_limit=LARGEST, enable_SMTPUTF8=True)

    server = await loop.create_server(smtp, host, port)
    bound_host, bound_port = server.sockets[0].getsockname()[:2]
    print(f"mailbox listening on {bound_host}:{bound_port}", flush=True)
    await ended.wait()
    server.close()


def end_with_parent() -> None:
    """Have the kernel end this process when the one that started it dies, however that dies."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit("mailbox: the process that started it is gone")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m deploy.sandbox.mailbox", description="Catches mail.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 for a free one")
    parser.add_argument("--folder", type=Path, required=True, help="where the messages go")
    options = parser.parse_args()
    end_with_parent()
    asyncio.run(serve(options.host, options.port, options.folder))


if __name__ == "__main__":
    main()
