"""Every page is looked at: in light and dark, on a desk and a phone, with words a third longer (ui.md)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.calls.account_facts import KnownAccounts
from gateway.calls.event_watch import EventWatch
from gateway.calls.identities import Identities
from gateway.calls.import_watch import ImportWatch
from gateway.calls.services import Services
from gateway.http.rate_limits import NoThrottle
from gateway.settings import Settings
from gateway.web.pages import Pages
from tests.browser import test_office, test_pages
from tests.gateway.stand_in import StandIn

#: Answers that are no page: files, a stream of events, ways on to another place.
NO_PAGES = {
    "/apple-touch-icon.png", "/favicon.ico", "/static/{hash}/{name}", "/branding/{name}", "/openapi.json",
    "/live",
    "/oauth/{provider}/callback", "/clients/export", "/clients/import-template.csv",
    "/clients/import-template.xlsx", "/clients/import/{import_id}/failures.csv",
    "/clients/{client_id}/documents/{document_id}/content", "/account/documents/{document_id}/content",
    "/clients/{client_id}/documents/{document_id}/picture", "/account/documents/{document_id}/picture",
    "/settings/link/qr/{form}", "/team/reviews/{review_id}/access-review.csv",
    "/team/reviews/{review_id}/access-review.pdf",
    "/settings/messages/{kind}/mail", "/sandbox/mailbox/{name}/html",
}  # fmt: skip
#: Pages that need more to be there than a practice with a client, and the module that looks at each.
ELSEWHERE = {
    "/account/documents/{document_id}/preview": "test_document_preview",
    "/authorizations/{authorization_id}": "test_connections",
    "/clients/access-requests/new": "test_access_requests",
    "/clients/{client_id}/connection/disconnect": "test_connections",
    "/clients/{client_id}/documents/{document_id}/preview": "test_document_preview",
    "/p/{handle}": "test_practice_link",
    "/p/{handle}/ask": "test_practice_link",
    "/sandbox/mailbox/{name}": "test_pages",
    "/settings/messages/{kind}": "test_messages",
}
BROWSER = Path(test_pages.__file__).parent
ROOT = BROWSER.parents[1]


def every_page() -> set[str]:
    """The paths of all that a browser can open."""
    rpc = StandIn()
    services = Services(rpc, Identities(rpc), KnownAccounts(rpc), EventWatch(rpc), ImportWatch(rpc))
    settings = Settings(
        broker_url="memory://",
        rate_limits=False,
        sandbox_mailbox=Path("mailbox"),
        sandbox_phone=Path("phone"),
    )
    pages = Pages(settings, services, NoThrottle())
    return {path for method, path, _ in pages.routes() if method == "GET"} - NO_PAGES


def pictured() -> list[str]:
    """The paths that are looked at, each with what stands for an id."""
    words = {
        "CLIENT": "/clients/x",
        "BULK": "/invitations/many/x",
        "HOOK": "/integrations/x",
        "INVITATION": "/invitations/x",
        "LINES": "/team/reviews/x/colleagues/x",
        "PROGRAM": "/integrations/programs/x",
        "RESP": "/settings/responsibilities/x",
        "REVIEW": "/team/reviews/x",
    }
    listed = [*test_office.PAGES, *test_office.ACCOUNT_PAGES, *test_pages.PAGES.values()]
    return [re.sub("^[A-Z]+", lambda word: words[word[0]], path).partition("?")[0] for path in listed]


def test_every_page_is_looked_at() -> None:
    left = {
        page
        for page in every_page()
        if not any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", page), path) for path in pictured())
    }
    assert left == set(ELSEWHERE)


@pytest.mark.parametrize("module", sorted(set(ELSEWHERE.values())))
def test_what_is_looked_at_elsewhere_is_among_the_screenshots(module: str) -> None:
    assert "looks_well(" in (BROWSER / f"{module}.py").read_text()
    [recipe] = re.findall(r"^screenshots:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.M)
    assert f"tests/browser/{module}.py" in recipe
