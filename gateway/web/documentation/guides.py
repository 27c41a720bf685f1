"""Guides for who writes programs: a page each, every program on which a test runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contracts.accounts import imports
from contracts.connections.event_feed import DAYS_KEPT
from gateway.http.bodies import LARGEST_BODY
from gateway.http.rate_limits import PUBLIC_RATES, SESSION_RATE
from gateway.http.requests import Request
from gateway.http.responses import Response


@dataclass(frozen=True, slots=True)
class Guide:
    """A page at `/docs/guides/{slug}`."""

    slug: str
    title: str

    @property
    def template(self) -> str:
        return f"documentation/{self.slug.replace('-', '_')}.html"


GUIDES = (
    Guide("quick-start", "Quick start"),
    Guide("following-events", "Following events"),
    Guide("webhooks", "Receiving webhooks"),
    Guide("errors", "Errors and limits"),
    Guide("versions", "Versions"),
)


def limits() -> list[tuple[str, str]]:
    """What there can be at most, as it is enforced."""
    return [
        ("Requests", f"{_rate(SESSION_RATE)} of a session, token or program"),
        ("Tokens for client credentials", f"{_rate(PUBLIC_RATES['token'])} from one address"),
        ("Sign-ins", f"{_rate(PUBLIC_RATES['sign_in'])} from one address"),
        ("A body", f"{LARGEST_BODY // 1024**2} MiB"),
        ("A file to import", f"{imports.LARGEST_FILE // 1024**2} MiB and {imports.MOST_ROWS:,} rows"),
        ("Events and the log of webhooks", f"are kept for {DAYS_KEPT} days"),
    ]


def _rate(rate: str) -> str:
    most, _, of = rate.partition("/")
    return f"{int(most):,} a {of}"


def routes(page: Callable[[Guide], Response]) -> list[tuple[str, str, Callable[[Request], Response]]]:
    """The addresses of all guides; `page` makes one."""

    def route(guide: Guide) -> tuple[str, str, Callable[[Request], Response]]:
        return "GET", f"/docs/guides/{guide.slug}", lambda _request: page(guide)

    return [route(guide) for guide in GUIDES]
