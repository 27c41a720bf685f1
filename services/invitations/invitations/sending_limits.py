"""What keeps invitations from being used to spam (product.md 5.8): counts a day, and countries for texts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import phonenumbers
from sqlalchemy import delete, func, insert, select, text

from chassis.database.unit_of_work import UnitOfWork
from contracts import telephone
from contracts.errors import InvalidInput
from contracts.invitations import InvitationLimit
from services.invitations.tables import Sending

#: Senders of one practice queue for it, as long as any statement may take: it is no row that is stuck.
_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"
    " FROM set_config('lock_timeout', current_setting('statement_timeout'), true)"
)
_DAY = text("interval '24 hours'")

#: For fuzzing and benchmarks, as the gateway's CLIENTELE_RATE_LIMITS=false.
UNLIMITED = 2**31


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages within 24 hours: of one practice, and to one address or number, whoever sends.

    `countries` are those whose numbers get texts; a number without a country code is one of the first.
    """

    practice: int = 500
    recipient: int = 10
    countries: tuple[str, ...] = ("GB", "IE")

    def spend(self, uow: UnitOfWork, practice_id: str, sender_id: str, recipient: str) -> None:
        """Count a message to somebody. Raises `InvitationLimit`, and then counts none."""
        for limit in self.spend_each(uow, practice_id, sender_id, {"email": recipient}).values():
            raise limit

    def spend_each(
        self, uow: UnitOfWork, practice_id: str, sender_id: str, by_channel: Mapping[str, str | None]
    ) -> dict[str, InvitationLimit]:
        """Count a message by each channel that has somebody to go to; gives those that are over a limit.

        A person's limit by one channel takes no other away; the practice's is for all of them together, and
        somebody with several practices has no more than with one.
        """
        recipients = {
            channel: recipient for channel, recipient in by_channel.items() if recipient is not None
        }
        whose = self._whose_limit(uow, practice_id, sender_id, len(recipients))
        if whose is not None:
            limit = InvitationLimit(whose=whose, limit=self.practice, retry_after=3600)
            return dict.fromkeys(recipients, limit)
        over = {
            channel: InvitationLimit(whose="this person", limit=self.recipient, retry_after=3600)
            for channel, recipient in recipients.items()
            if self._count(uow, Sending.recipient == _hash(recipient)) >= self.recipient
        }
        rows = [
            {"practice_id": practice_id, "sender_id": sender_id, "recipient": _hash(recipient)}
            for channel, recipient in recipients.items()
            if channel not in over
        ]
        if rows:
            uow.execute(insert(Sending), rows)
        return over

    def _whose_limit(self, uow: UnitOfWork, practice_id: str, sender_id: str, more: int) -> str | None:
        """Whose allowance has no room for so many more messages; None where there is room."""
        # Two at once would each see room for the last one.
        uow.execute(_LOCK, {"key": f"sendings {practice_id}"})
        if self._count(uow, Sending.practice_id == practice_id) + more > self.practice:
            return "your practice"
        uow.execute(_LOCK, {"key": f"sendings by {sender_id}"})
        if self._count(uow, Sending.sender_id == sender_id) + more > self.practice:
            return "all your practices"
        return None

    def _count(self, uow: UnitOfWork, which: object) -> int:
        counted = select(func.count()).where(which, Sending.at > func.now() - _DAY)  # type: ignore[arg-type]
        return int(uow.execute(counted).scalar_one())

    def allows(self, mobile: str) -> bool:
        """Whether texts go to the country of this number, E.164."""
        number = phonenumbers.parse(mobile)
        regions = phonenumbers.region_codes_for_country_code(number.country_code or 0)
        return any(country in regions for country in self.countries)

    def mobile(self, written: str) -> str:
        """A number in E.164. Raises `InvalidInput`."""
        mobile = telephone.mobile_number(written, self.countries[0] if self.countries else None, "/mobile")
        if not self.allows(mobile):
            raise InvalidInput.at("/mobile", "country_not_allowed", self.elsewhere)
        return mobile

    @property
    def elsewhere(self) -> str:
        """Why a number gets no text, in plain words."""
        allowed = ", ".join(self.countries)
        return f"Texts go to numbers of {allowed} only. The invitation can go by email alone."


def forget_old(uow: UnitOfWork) -> None:
    """Forget what counts no more."""
    uow.execute(delete(Sending).where(Sending.at < func.now() - _DAY))


def _hash(recipient: str) -> str:
    return hashlib.sha256(recipient.lower().encode()).hexdigest()
