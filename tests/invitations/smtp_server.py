"""A real SMTP server, in a process of its own, that does what an address asks of it.

    python -m tests.invitations.smtp_server --folder mail [--certificate FILE --key FILE [--starttls]]
        [--user NAME --password SECRET] [--plain-letters]

A recipient `rcpt.550@…` is refused with that code, `data.554@…` after its message, `start.554@…` at DATA.
To `cut@…` the connection is cut after the message, and to `cut-once…@…` for the first time only; `slow@…`
is answered after a minute. A sender `mail.550@…` is refused. It writes a line to `log` for each connection.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from deploy.sandbox.mailbox import Mailbox, end_with_parent

_SAID = {"550": "5.1.1 no such user", "552": "5.2.2 mailbox full", "451": "4.7.1 greylisted"}


def _asked(kind: str, address: str) -> str | None:
    found = re.match(rf"{kind}\.(\d\d\d)", address)
    return f"{found[1]} {_SAID.get(found[1], 'refused')}" if found else None


class Moody(Mailbox):
    """Keeps messages as the sandbox does, when it is not asked to misbehave."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._cut: set[str] = set()

    async def handle_MAIL(  # noqa: N802  aiosmtpd calls a handler by the SMTP command
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = _asked("mail", address)
        if refusal is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return refusal or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refusal = _asked("rcpt", address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        refusal = _asked("data", address)
        if refusal is not None:
            return refusal
        if address.startswith("slow"):
            await asyncio.sleep(60)
        kept = await super().handle_DATA(server, session, envelope)
        if address.startswith("cut") and address not in self._cut:
            if address.startswith("cut-once"):
                self._cut.add(address)
            server.transport.abort()  # type: ignore[union-attr]
        return kept


class Server(SMTP):
    """Tells of each connection, and may refuse DATA itself."""

    log: Path

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        with self.log.open("a") as log:
            log.write("connected\n")
        super().connection_made(transport)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        refusal = _asked("start", self.envelope.rcpt_tos[0]) if self.envelope.rcpt_tos else None  # type: ignore[union-attr]
        if refusal is not None:
            await self.push(refusal)
        else:
            await super().smtp_DATA(arg)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    for name in ("--certificate", "--key", "--user", "--password"):
        parser.add_argument(name)
    for name in ("--starttls", "--plain-letters"):
        parser.add_argument(name, action="store_true")
    return parser.parse_args()


async def serve(request: argparse.Namespace) -> None:
    request.folder.mkdir(parents=True, exist_ok=True)
    handler = Moody(request.folder)
    Server.log = request.folder / "log"
    tls = None
    if request.certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(request.certificate, request.key)

    def knows(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: Any) -> AuthResult:
        expected = LoginPassword((request.user or "").encode(), (request.password or "").encode())
        return AuthResult(success=given == expected, handled=False)

    def smtp() -> Server:
        return Server(
            handler,
            hostname="server.example",
            enable_SMTPUTF8=not request.plain_letters,
            tls_context=tls if request.starttls else None,
            require_starttls=request.starttls,
            auth_required=bool(request.user),
            auth_require_tls=request.starttls,
            authenticator=knows,
        )

    around = tls if not request.starttls else None
    server = await asyncio.get_running_loop().create_server(smtp, "127.0.0.1", 0, ssl=around)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    end_with_parent()
    asyncio.run(serve(_arguments()))
