"""What is answered to whom, and to which mail. A mail is answered for when it is kept, and not before.

Nothing else is ever sent: no bounce, and no reply.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis.database.transactions import Transactions
from chassis.observability import logs, metrics
from services.accounts.documents import receipt_rule
from services.accounts.documents.malware_scanner import Scanner
from services.accounts.documents.sealed_contents import SealedContents
from services.accounts.intake import (
    mail_headers,
    mail_infections,
    received_mail,
    recipients,
)
from services.accounts.intake.counts import Counts
from services.accounts.intake.intake_limits import Limits, Room, network_of
from services.accounts.intake.mail_headers import MailHeaders
from services.accounts.intake.mail_readers import MailReaders
from services.accounts.intake.received_mail import Mail, NotTaken
from services.accounts.intake.recipients import Recipient

_log = logs.get(__name__)
#: The same for an address that nobody has, one that was given up, and one of an archived client.
NOBODY = "550 5.1.1 There is no such address here"
BUSY = "451 4.7.1 Too much at a time. Try again later"
KEPT = "250 2.0.0 Kept"
_LATER = "451 4.3.0 Not taken. Try again later"
_ROUND = "554 5.4.6 This mail goes round in a loop"
_AUTOMATIC = "554 5.7.1 Automatic replies and reports of deliveries are not taken here"
#: What a MAIL of nobody, such as a report of a delivery, reads.
_NO_SENDER = "<>"
_AT_ONCE = 8
#: Mails that are taken apart and written at a time; those that need much memory, from so many bytes on.
_AT_WORK, _LARGE_AT_WORK = 4, 2
_LARGE = 2 * 1024 * 1024
Given = ParamSpec("Given")
Result = TypeVar("Result")


class MailHandler:
    """aiosmtpd's handler: of all sessions of this process."""

    def __init__(
        self,
        database: Transactions,
        contents: SealedContents,
        scanner: Scanner,
        domain: str,
        limits: Limits,
    ) -> None:
        self._database, self._contents, self._scanner = database, contents, scanner
        self._domain, self.limits = domain, limits
        self.room = Room(limits.waiting)
        self.connected: Counter[str] = Counter()
        self._mails, self._sizes = Counts(), Counts()
        self._threads = ThreadPoolExecutor(_AT_ONCE)
        self._turn, self._turn_of_large = asyncio.Semaphore(_AT_WORK), asyncio.Semaphore(_LARGE_AT_WORK)
        self._readers = MailReaders(_AT_WORK)
        self._at_work: set[asyncio.Task[list[str]]] = set()

    async def finish(self, within: float) -> None:
        """Answer for the mails that are here, and take no more."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=within)
        self._readers.end()

    async def failed(self, error: Exception) -> str:
        """An error of ours says nothing about the mail: it may pass, and whoever sent it tries again."""
        if isinstance(error, DBAPIError | PoolTimeout | OSError):
            _log.warning("mail_postponed", error=type(error).__name__)
        else:
            _log.error("mail_failed", exc_info=error)
        return _LATER

    # aiosmtpd calls a handler by the SMTP command.
    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        # Nobody signs in here.
        return [each for each in responses if not each.startswith("250-AUTH")]

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self._mails.has_room(_peer(session), self.limits.peer_mails):
            return BUSY
        envelope.mail_from, envelope.mail_options = address, options
        return "250 2.1.0 Go on"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= self.limits.recipients:
            return "452 4.5.3 Too many recipients of one mail"
        found = await self._in_thread(recipients.find, self._database, address, self._domain)
        if found is None:
            session.unknown = getattr(session, "unknown", 0) + 1  # type: ignore[attr-defined]
            if session.unknown > self.limits.unknown:  # type: ignore[attr-defined]
                _log.info("peer_guesses_addresses")
                await server.push("421 4.7.0 Too many addresses that are not here")
                if server.transport is not None:
                    server.transport.close()
            return NOBODY
        if not self._mails.has_room(found.client_id, self.limits.client_mails) or not self._sizes.has_room(
            found.client_id, self.limits.client_bytes
        ):
            return BUSY
        envelope.rcpt_tos.append(address)
        _found_in(envelope).append(found)
        return "250 2.1.5 Go on"

    async def take(self, session: Session, envelope: Envelope) -> list[str]:
        """Keep a mail; a status for each of its recipients, in their order."""
        # The work goes on where the peer leaves: what is kept then is found when the mail comes again.
        task = asyncio.ensure_future(self._take(session, envelope))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        return await asyncio.shield(task)

    async def _take(self, session: Session, envelope: Envelope) -> list[str]:
        began = time.perf_counter()
        to = _found_in(envelope)
        try:
            statuses, outcome = await self._keep(session, envelope, to)
        except Exception as error:  # noqa: BLE001  whatever it is, the mail is not kept, and the sender is told so
            statuses, outcome = [await self.failed(error)] * len(to), "failed"
        metrics.observe_call("intake", "mail", outcome, time.perf_counter() - began)
        return statuses

    async def _keep(
        self, session: Session, envelope: Envelope, to: Sequence[Recipient]
    ) -> tuple[list[str], str]:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        headers = await self._in_thread(mail_headers.read, content)
        if headers.goes_round:
            return [_ROUND] * len(to), "loop"
        if headers.answers_itself:
            return [_AUTOMATIC] * len(to), "automatic"
        # However many come in at once, so many are in memory in several forms.
        # Those wait without taking a turn of the others.
        large = self._turn_of_large if len(content) >= _LARGE else contextlib.nullcontext()
        async with large, self._turn:
            files = await self._in_thread(self._readers.files_in, content)
            infections = await self._in_thread(mail_infections.of, self._scanner, content, files)
            sender = headers.sender or envelope.mail_from or "Nobody"
            mail = Mail(content, headers, files, sender, self._can_be_answered(envelope, headers), infections)
            found = {each.client_id: await self._keep_for(mail, each) for each in dict.fromkeys(to)}
        self._mails.add(_peer(session))
        outcomes = [outcome for _, outcome in found.values()]
        _log.info("mail_taken", clients=outcomes.count("ok"), files=len(files), size=len(content))
        worst = next((each for each in ("failed", "nobody", "ok") if each in outcomes), "known")
        return [found[each.client_id][0] for each in to], worst

    def _can_be_answered(self, envelope: Envelope, headers: MailHeaders) -> bool:
        """Not what nobody sent, or one of our addresses."""
        address = headers.address
        if address is None or address.endswith(f"@{self._domain}") or not headers.can_be_answered:
            return False
        return envelope.mail_from not in (None, "", _NO_SENDER) and receipt_rule.is_person(address)

    async def _keep_for(self, mail: Mail, to: Recipient) -> tuple[str, str]:
        """Keep a mail for a client: its status, and the outcome in a word."""
        try:
            new = await self._in_thread(received_mail.take, self._database, self._contents, mail, to)
        except NotTaken:
            return NOBODY, "nobody"
        except Exception as error:  # noqa: BLE001  what is kept for others stays kept
            return await self.failed(error), "failed"
        self._mails.add(to.client_id)
        self._sizes.add(to.client_id, len(mail.content))
        return KEPT, "ok" if new else "known"

    async def _in_thread(
        self, task: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Result:
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, functools.partial(task, *given, **named)
        )


def _peer(session: Session) -> str:
    return network_of(str(session.peer[0])) if session.peer else ""


def _found_in(envelope: Envelope) -> list[Recipient]:
    """The client of each recipient of a mail: aiosmtpd keeps the addresses alone."""
    found: list[Recipient] | None = getattr(envelope, "found", None)
    if found is None:
        found = []
        envelope.found = found  # type: ignore[attr-defined]
    return found
