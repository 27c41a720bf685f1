"""What every vendor gives and how each tells that it does not: the words the rest of the service knows."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Our registration with a vendor, and the vendor's addresses."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    authorize_url: str
    token_url: str
    api_url: str
    revoke_url: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair of tokens; lives are in seconds."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_life: int
    refresh_life: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """A business at the vendor. `reference` is the vendor's handle to leave it by, where it has one.

    `country` is ISO 3166-1 alpha-2, `base_currency` ISO 4217; None where the vendor does not tell.
    """

    id: str
    name: str
    country: str | None = None
    base_currency: str | None = None
    industry_hint: str | None = None
    reference: str | None = None


class Refused(Exception):
    """The vendor will never do this. `reason` is in plain words and holds nothing that the vendor sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AccessEnded(Refused):
    """The vendor does not take this access token; a refreshed one may do."""


class NoLastingAccess(Refused):
    """The vendor gave access for a short while and nothing to renew it with."""


class NotNow(Exception):
    """The vendor may do it later, after `retry_after` seconds if it said so. `reason` is in plain words."""

    def __init__(self, reason: str, retry_after: float | None = None, *, down: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        #: Whether the vendor as a whole seems to be away, and not just busy with this organisation.
        self.down = down
