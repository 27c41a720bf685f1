"""What keeps invitations from being used to spam (product.md 5.8): counts a day, and countries for texts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import phonenumbers
from sqlalchemy import delete, func, insert, select, text

from chassis.work import Work
from contracts.errors import InvalidInput
from contracts.invitations import InvitationLimit
from services.invitations.tables import Sending

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
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

    def spend(self, work: Work, practice_id: str, sender_id: str, *recipients: str) -> None:
        """Count a message to each. Raises `InvitationLimit`, and then counts none.

        Somebody with several practices has no more than with one.
        """
        # Two at once would each see room for the last one.
        work.execute(_LOCK, {"key": f"sendings {practice_id}"})
        if self._count(work, Sending.practice_id == practice_id) + len(recipients) > self.practice:
            raise InvitationLimit(whose="your practice", limit=self.practice, retry_after=3600)
        work.execute(_LOCK, {"key": f"sendings by {sender_id}"})
        if self._count(work, Sending.sender_id == sender_id) + len(recipients) > self.practice:
            raise InvitationLimit(whose="all your practices", limit=self.practice, retry_after=3600)
        for recipient in map(_hash, recipients):
            if self._count(work, Sending.recipient == recipient) >= self.recipient:
                raise InvitationLimit(whose="this person", limit=self.recipient, retry_after=3600)
        rows = [
            {"practice_id": practice_id, "sender_id": sender_id, "recipient": _hash(recipient)}
            for recipient in recipients
        ]
        work.execute(insert(Sending), rows)

    def _count(self, work: Work, which: object) -> int:
        counted = select(func.count()).where(which, Sending.at > func.now() - _DAY)  # type: ignore[arg-type]
        return int(work.execute(counted).scalar_one())

    def allows(self, mobile: str) -> bool:
        """Whether texts go to the country of this number, E.164."""
        number = phonenumbers.parse(mobile)
        regions = phonenumbers.region_codes_for_country_code(number.country_code or 0)
        return any(country in regions for country in self.countries)

    def mobile(self, written: str) -> str:
        """A number in E.164. Raises `InvalidInput`."""
        try:
            number = phonenumbers.parse(written, self.countries[0] if self.countries else None)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            message = "Enter a mobile number with its country code, like +44 7700 900123, or leave it out."
            raise InvalidInput.at("/mobile", "invalid_mobile", message)
        mobile = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if not self.allows(mobile):
            raise InvalidInput.at("/mobile", "country_not_allowed", self.elsewhere)
        return mobile

    @property
    def elsewhere(self) -> str:
        """Why a number gets no text, in plain words."""
        allowed = ", ".join(self.countries)
        return f"Texts go to numbers of {allowed} only. The invitation can go by email alone."


def forget_old(work: Work) -> None:
    """Forget what counts no more."""
    work.execute(delete(Sending).where(Sending.at < func.now() - _DAY))


def _hash(recipient: str) -> str:
    return hashlib.sha256(recipient.lower().encode()).hexdigest()
