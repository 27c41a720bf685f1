"""Where messages leave the house."""

from __future__ import annotations

from dataclasses import dataclass

from services.invitations.transport.sender_addresses import Senders
from services.invitations.transport.smtp import SmtpMailer
from services.invitations.transport.twilio import Texting


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where messages leave the house. `texting` is None where texts are not set up."""

    mailer: SmtpMailer
    texting: Texting | None
    public_url: str
    senders: Senders
    app_url: str | None = None
