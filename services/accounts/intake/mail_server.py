"""SMTP (RFC 5321): how commands and mails are read, and from whom. What is answered, `mail_handler` says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from io import BytesIO
from ssl import SSLContext

from aiosmtpd.smtp import SMTP

from services.accounts.intake.intake_limits import LARGEST_MAIL, network_of
from services.accounts.intake.mail_handler import BUSY, MailHandler
from services.accounts.intake.stuffed_lines import StuffedLines

_CALLS = {"MAIL": 200, "RCPT": 1000, "DATA": 200, "RSET": 200, "*": 20}
#: Bytes for which room is taken at a time, and after which a peer counts as not idle.
_STEP = 256 * 1024


class MailServer(SMTP):
    """One session. It differs from aiosmtpd's in how a mail is read: into room that all sessions share, with
    lines of any length, and with an end to it.
    """

    #: Of what the reader holds at most, too.
    line_length_limit = 64 * 1024

    def __init__(self, handler: MailHandler, hostname: str, tls: SSLContext | None) -> None:
        super().__init__(
            handler,
            hostname=hostname,
            ident="Clientele",
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            tls_context=tls,
            timeout=handler.limits.idle,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            command_call_limit=dict(_CALLS),
        )
        self._handler = handler
        self._network: str | None = None
        self._refused = False
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called once more where a session goes on under TLS."""
        if self._network is None:
            peer = transport.get_extra_info("peername")
            self._network = network_of(str(peer[0]))
            connected, limits = self._handler.connected, self._handler.limits
            connected[self._network] += 1
            alone = connected[self._network] <= limits.peer_connections
            if not alone or connected.total() > limits.connections:
                self._refused = True
                if isinstance(transport, asyncio.Transport):
                    transport.write(b"421 4.7.0 Too many connections. Try again later\r\n")
                    transport.close()
                return
            self._end = self.loop.call_later(limits.session, transport.close)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._network is not None:
            self._handler.connected[self._network] -= 1
            self._handler.connected += type(self._handler.connected)()
            self._network = ""
        if self._end is not None:
            self._end.cancel()
        if not self._refused:
            super().connection_lost(error)

    async def handle_exception(self, error: Exception) -> str:
        return await self._handler.failed(error)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802  (aiosmtpd calls it by the command)
        if await self.check_helo_needed():
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Say for whom it is first")
            return
        if arg:
            await self.push("501 5.5.4 DATA stands alone")
            return
        await self.push("354 End it with a line of one dot")
        held = _Held(self._handler)
        late = self.loop.call_later(self._handler.limits.mail, self._timeout_cb)
        try:
            await self._read(held)
            late.cancel()
            # However long it takes: whoever sent it waits for ten minutes.
            self._reset_timeout(self._handler.limits.mail)
            self.envelope.content = held.whole()
            statuses = await self._statuses(held.refusal)
        finally:
            late.cancel()
            held.release()
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        for status in self.answers(statuses):
            await self.push(status)

    def answers(self, statuses: Sequence[str]) -> Sequence[str]:
        """What is answered to a mail, of the status for each recipient.

        SMTP has one for all: that of whoever it has to come to again, or else cannot come to.
        """
        return [next((each for kind in "45" for each in statuses if each.startswith(kind)), statuses[0])]

    async def _statuses(self, refusal: str | None) -> Sequence[str]:
        if self.envelope is None or self.session is None:
            raise ConnectionResetError
        if refusal is not None:
            return [refusal] * len(self.envelope.rcpt_tos)
        return await self._handler.take(self.session, self.envelope)

    async def _read(self, held: _Held) -> None:
        """Read to the line of one dot. Of what is too much the rest is read and forgotten."""
        stuffed, since, ended = StuffedLines(), 0, False
        while not ended:
            try:
                # Mostly much more than a line; none ends a mail in the middle of one of these.
                part = await self._reader.readuntil(b".\r\n")
            except asyncio.LimitOverrunError as error:
                part = await self._reader.read(error.consumed)
            since += len(part)
            if since > _STEP:
                since = 0
                self._reset_timeout()
            found, ended = stuffed.take(part)
            held.add(found)


class _Held:
    """A mail as it comes in."""

    def __init__(self, handler: MailHandler) -> None:
        self._room = handler.room
        self._taken = 0
        self._mail = BytesIO()
        self.refusal: str | None = None

    def add(self, part: bytes) -> None:
        if self.refusal is not None:
            return
        size = self._mail.tell() + len(part)
        if size > LARGEST_MAIL:
            self._refuse(f"552 5.3.4 A mail has at most {LARGEST_MAIL} bytes here")
        elif not self._has_room(size):
            self._refuse(BUSY)
        else:
            self._mail.write(part)

    def _has_room(self, size: int) -> bool:
        while size > self._taken:
            if not self._room.take(_STEP):
                return False
            self._taken += _STEP
        return True

    def whole(self) -> bytes:
        # What it has is given and not copied, as nothing is written to it any more.
        mail, self._mail = self._mail.getvalue(), BytesIO()
        return mail

    def release(self) -> None:
        self._mail = BytesIO()
        self._room.give_back(self._taken)
        self._taken = 0

    def _refuse(self, status: str) -> None:
        self.refusal = status
        self.release()
