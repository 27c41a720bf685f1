"""LMTP (RFC 2033): for a mail server before us that keeps a mail until each recipient is answered for."""

from __future__ import annotations

from collections.abc import Sequence

from services.accounts.intake.mail_server import MailServer

_NO_SMTP = "500 5.5.1 This is LMTP: say LHLO"


class LmtpServer(MailServer):
    """A session of LMTP. A mail is answered for once for each of its recipients."""

    async def smtp_LHLO(self, arg: str | None) -> None:  # noqa: N802  (aiosmtpd calls it by the command)
        await super().smtp_EHLO(arg or "")

    async def smtp_HELO(self, _arg: str | None) -> None:  # noqa: N802
        await self.push(_NO_SMTP)

    async def smtp_EHLO(self, _arg: str | None) -> None:  # noqa: N802
        await self.push(_NO_SMTP)

    def answers(self, statuses: Sequence[str]) -> Sequence[str]:
        return statuses
