"""Which pages there are."""

from __future__ import annotations

from collections.abc import Sequence

from contracts import access
from contracts.errors import LevelRequired, Refusal, RoleRequired
from gateway.calls.services import Services
from gateway.http import cookies
from gateway.http.problems import headers_of
from gateway.http.rate_limits import Throttle
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.settings import Settings
from gateway.web.access_reviews import one_review, review_lines, review_list
from gateway.web.activity import activity_log
from gateway.web.add_client import drafts
from gateway.web.branding import branding_files, branding_settings
from gateway.web.clients import (
    access_requests,
    bulk_access,
    client_access,
    client_connection,
    client_list,
    client_settings,
    client_summary,
    client_users,
    saved_views,
)
from gateway.web.connections import authorizations, connection_list
from gateway.web.documentation import api_reference
from gateway.web.documents import client_documents, document_senders
from gateway.web.home import client_home, front_page, practice_home
from gateway.web.imports import client_imports, client_tables
from gateway.web.integrations import programs, webhook_endpoints
from gateway.web.invitations import board, invited_person, many_invitations
from gateway.web.kit import appearance, known_addresses, moments
from gateway.web.kit.rendering import Rendering
from gateway.web.kit.visits import Route, Visits
from gateway.web.live import live_updates
from gateway.web.live.listeners import Listeners
from gateway.web.notices import notice_list
from gateway.web.palette import palette
from gateway.web.practice import (
    link_settings,
    practice_messages,
    practice_requests,
    practice_settings,
    responsibilities,
)
from gateway.web.practice_link import new_client, public_link
from gateway.web.profile import own_profile
from gateway.web.sandbox import sandbox_entry
from gateway.web.sign_in import email_confirmation, password_reset, sessions
from gateway.web.team import colleagues, teams


class Pages:
    def __init__(self, settings: Settings, services: Services, throttle: Throttle) -> None:
        self._rendering = Rendering(
            settings.public_url,
            sandbox=settings.sandbox_mailbox is not None,
            phone=settings.sandbox_phone is not None,
            intake=settings.sandbox_intake is not None,
        )
        self._listeners = Listeners()
        self._visiting = visiting = Visits(self._rendering, services, throttle, settings.cookie_name)
        self._routes: list[Route] = [
            *self._rendering.routes(),
            *appearance.routes(cookies.is_secure(settings.cookie_name)),
            *front_page.routes(self._rendering, visiting),
            *sessions.routes(self._rendering, services, throttle, visiting, settings.cookie_name),
            *email_confirmation.routes(visiting),
            *palette.routes(visiting),
            *notice_list.routes(visiting),
            *live_updates.routes(visiting, services, self._listeners),
            *client_list.routes(visiting),
            *saved_views.routes(visiting),
            *bulk_access.routes(visiting),
            *client_summary.routes(visiting),
            *client_users.routes(visiting),
            *client_access.routes(visiting),
            *client_documents.routes(visiting),
            *document_senders.routes(visiting),
            *access_requests.routes(visiting),
            *practice_settings.routes(visiting),
            *responsibilities.routes(visiting),
            *practice_messages.routes(visiting),
            *practice_requests.routes(visiting),
            *branding_settings.routes(visiting),
            *branding_files.routes(services, throttle),
            *link_settings.routes(visiting, settings.public_url),
            *public_link.routes(self._rendering, services, throttle, visiting),
            *new_client.routes(self._rendering, services, throttle),
            *drafts.routes(visiting),
            *known_addresses.routes(visiting),
            *api_reference.routes(self._rendering, settings.public_url),
            *invited_person.routes(self._rendering, services, throttle, visiting, settings.cookie_name),
            *practice_home.routes(visiting),
            *client_home.routes(visiting),
            *authorizations.routes(services, throttle, visiting, settings.cookie_name),
            *client_connection.routes(visiting),
            *client_settings.routes(visiting),
            *connection_list.routes(visiting),
            *webhook_endpoints.routes(visiting),
            *programs.routes(visiting),
            *client_imports.routes(visiting),
            *client_tables.routes(visiting),
            *board.routes(visiting),
            *many_invitations.routes(visiting),
            *password_reset.routes(self._rendering, services, throttle),
            *own_profile.routes(visiting),
            *colleagues.routes(visiting),
            *teams.routes(visiting),
            *review_list.routes(visiting),
            *one_review.routes(visiting),
            *review_lines.routes(visiting),
            *activity_log.routes(visiting),
            *sandbox_entry.routes(self._rendering, settings, throttle),
        ]

    def routes(self) -> list[Route]:
        return [(method, path, appearance.worn(moments.read(page))) for method, path, page in self._routes]

    def close(self) -> None:
        """End what is still being sent to pages that listen: the process ends."""
        self._listeners.close()

    def problem(self, request: Request, refusal: Refusal) -> Response:
        """A refusal as a page."""
        appearance.wear(request)
        moments.read_by(request)
        correlation_id = request.context.correlation_id
        response = self._rendering.page(
            "kit/problem.html",
            refusal.status,
            refusal=refusal,
            admins=self._whom_to_ask(request) if isinstance(refusal, RoleRequired | LevelRequired) else [],
            ask_for_more=access_requests.for_more(request, refusal),
            correlation_id=correlation_id,
        )
        response.headers += headers_of(refusal)
        return response

    def _whom_to_ask(self, request: Request) -> Sequence[access.Admin]:
        """Who can give somebody a role; nobody where that cannot be said now."""
        try:
            visit = self._visiting.of(request)
            return [] if visit is None else access.list_admins(visit.rpc)
        except Refusal:
            return []


def wants_page(request: Request) -> bool:
    """Whether an error is better shown as a page than as a document."""
    return not request.path.startswith("/v1/") and "text/html" in (request.header("ACCEPT") or "")
