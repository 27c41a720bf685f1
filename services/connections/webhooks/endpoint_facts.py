"""A webhook endpoint as it is stored, and as it is shown."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from contracts.connections import WebhookDisabledReason, WebhookState
from contracts.connections import WebhookEndpoint as WebhookEndpointView
from contracts.moments import moment
from services.connections.webhooks import client_certificates


@dataclass(frozen=True, slots=True)
class StoredEndpoint:
    """An endpoint, with its secrets sealed."""

    id: str
    practice_id: str
    owner_id: str
    url: str
    types: list[str] | None
    description: str
    ordered: bool
    header_name: str | None
    sealed_header: str | None = field(repr=False)
    certificate: str | None = field(repr=False)
    sealed_secret: str = field(repr=False)
    sealed_previous: str | None = field(repr=False)
    previous_until: datetime.datetime | None
    state: WebhookState
    disabled_reason: WebhookDisabledReason | None
    failures: int
    failing_since: datetime.datetime | None
    created_at: datetime.datetime
    version: int
    sealed_key: str | None = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", WebhookState(self.state))
        if self.disabled_reason is not None:
            object.__setattr__(self, "disabled_reason", WebhookDisabledReason(self.disabled_reason))

    @property
    def host(self) -> str:
        """What may be shown of its address: the rest of it may be a secret."""
        return urlsplit(self.url).hostname or ""

    def signs_before(self, at: datetime.datetime) -> bool:
        """Whether the secret before still signs."""
        return self.previous_until is not None and at < self.previous_until


def view(endpoint: StoredEndpoint, at: datetime.datetime) -> WebhookEndpointView:
    """An endpoint as its practice sees it."""
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "types": endpoint.types,
        "description": endpoint.description,
        "ordered": endpoint.ordered,
        "header_name": endpoint.header_name,
        "client_certificate": client_certificates.shown(endpoint.certificate),
        "state": endpoint.state,
        "disabled_reason": endpoint.disabled_reason,
        "failing_since": _moment(endpoint.failing_since),
        "owner_id": endpoint.owner_id,
        "previous_secret_until": _moment(endpoint.previous_until) if endpoint.signs_before(at) else None,
        "created_at": moment(endpoint.created_at),
        "version": endpoint.version,
    }


def _moment(at: datetime.datetime | None) -> str | None:
    return moment(at) if at is not None else None
