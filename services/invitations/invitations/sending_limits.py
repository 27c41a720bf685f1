"""What keeps invitations from being used to spam (product.md 5.8): counts a day, and countries for texts."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers

from contracts import telephone
from contracts.errors import InvalidInput
from contracts.invitations import InvitationLimit

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

    def over_senders(self, whose: str) -> InvitationLimit:
        """That `whose` allowance is used up."""
        return InvitationLimit(whose=whose, limit=self.practice, retry_after=3600)

    def over_recipients(self) -> InvitationLimit:
        """That one person gets no more messages today."""
        return InvitationLimit(whose="this person", limit=self.recipient, retry_after=3600)

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
