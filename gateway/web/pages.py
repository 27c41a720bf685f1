"""Which pages there are."""

from __future__ import annotations

from contracts.errors import Refusal
from gateway.operations import Services
from gateway.problems import headers_of
from gateway.requests import Request
from gateway.responses import Response
from gateway.settings import Settings
from gateway.throttling import Throttle
from gateway.web import (
    activity,
    adding,
    appearance,
    authorizations,
    client,
    client_access,
    client_connection,
    client_home,
    client_settings,
    client_users,
    clients,
    clients_access,
    confirming,
    connections,
    cookies,
    documentation,
    home,
    importing,
    invitation,
    invitations,
    password_reset,
    practice_messages,
    practice_requests,
    practice_settings,
    profile,
    sandbox,
    signing_in,
    team,
    teams,
)
from gateway.web.rendering import Rendering
from gateway.web.visits import Route, Visits


class Pages:
    def __init__(self, settings: Settings, services: Services, throttle: Throttle) -> None:
        self._rendering = Rendering(
            settings.public_url,
            sandbox=settings.sandbox_mailbox is not None,
            phone=settings.sandbox_phone is not None,
        )
        visiting = Visits(self._rendering, services, throttle, settings.cookie_name)
        self._routes: list[Route] = [
            *self._rendering.routes(),
            *appearance.routes(cookies.is_secure(settings.cookie_name)),
            *home.routes(self._rendering, visiting),
            *signing_in.routes(self._rendering, services, throttle, visiting, settings.cookie_name),
            *confirming.routes(visiting),
            *clients.routes(visiting),
            *clients_access.routes(visiting),
            *client.routes(visiting),
            *client_users.routes(visiting),
            *client_access.routes(visiting),
            *practice_settings.routes(visiting),
            *practice_messages.routes(visiting),
            *practice_requests.routes(visiting),
            *adding.routes(visiting),
            *documentation.routes(self._rendering, settings.public_url),
            *invitation.routes(self._rendering, services, throttle, visiting, settings.cookie_name),
            *client_home.routes(visiting),
            *authorizations.routes(services, throttle, visiting, settings.cookie_name),
            *client_connection.routes(visiting),
            *client_settings.routes(visiting),
            *connections.routes(visiting),
            *importing.routes(visiting),
            *invitations.routes(visiting),
            *password_reset.routes(self._rendering, services, throttle),
            *profile.routes(visiting),
            *team.routes(visiting),
            *teams.routes(visiting),
            *activity.routes(visiting),
            *sandbox.routes(self._rendering, settings, throttle),
        ]

    def routes(self) -> list[Route]:
        return [(method, path, appearance.worn(page)) for method, path, page in self._routes]

    def problem(self, request: Request, refusal: Refusal) -> Response:
        """A refusal as a page."""
        appearance.wear(request)
        correlation_id = request.context.correlation_id
        response = self._rendering.page(
            "problem.html", refusal.status, refusal=refusal, correlation_id=correlation_id
        )
        response.headers += headers_of(refusal)
        return response


def wants_page(request: Request) -> bool:
    """Whether an error is better told as a page than as a document."""
    return not request.path.startswith("/v1/") and "text/html" in (request.header("ACCEPT") or "")
