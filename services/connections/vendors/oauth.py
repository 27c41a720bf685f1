"""What the vendors have in common: OAuth 2 with an authorisation code, PKCE (S256) and refreshing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import requests
from oauthlib.oauth2 import (
    InvalidClientError,
    InvalidGrantError,
    OAuth2Error,
    UnauthorizedClientError,
    WebApplicationClient,
)
from requests.auth import HTTPBasicAuth

from contracts.shapes import value_of
from services.connections.vendors import answers
from services.connections.vendors.answers import ShapeT, TokenAnswer
from services.connections.vendors.line import Line
from services.connections.vendors.port import (
    AccessEnded,
    App,
    NoLastingAccess,
    NotNow,
    Organisation,
    Refused,
    Tokens,
)
from services.connections.vendors.trouble import failure_of, is_trouble


class Vendor(ABC):
    """A vendor of accounting software. A subclass says what is its own, from its public documents.

    Every method raises `NotNow` where another try may help and `Refused` where not.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    #: Whether it is offered while a client is added; the others wait in its settings (product.md 2.3).
    during_setup: ClassVar[bool] = False
    authorize_url: ClassVar[str]
    token_url: ClassVar[str]
    api_url: ClassVar[str]
    revoke_url: ClassVar[str]
    scopes: ClassVar[str | None] = None
    authorize_with: ClassVar[Mapping[str, str]] = {}
    #: Whether the app's secret goes into the body and not into Basic authentication.
    secret_in_body: ClassVar[bool] = False
    #: Seconds an access token is taken to live where the answer does not say: the shortest of any vendor's.
    access_life: ClassVar[int] = 300
    #: Seconds a refresh token lives, and the answer's field that says so where there is one.
    refresh_life: ClassVar[int]
    refresh_life_in: ClassVar[str | None] = None
    #: Seconds for which a refresh token is still taken after it was used; 0 where it counts once.
    grace: ClassVar[int] = 0
    #: Whether revoking ends every connection of the person who signed in, also those of other sign-ins.
    revoking_ends_all: ClassVar[bool] = False
    #: Calls for one organisation: at once, and in a minute.
    at_once: ClassVar[int] = 5
    a_minute: ClassVar[int] = 60
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, app: App) -> None:
        self.app = app

    @abstractmethod
    def organisations(self, access: str, realm_id: str | None) -> list[Organisation]:
        """The organisations that a sign-in reaches. Raises `AccessEnded` too."""

    @abstractmethod
    def details(self, access: str, organisation: Organisation) -> Organisation:
        """The organisation with what else the vendor tells of it. Raises `AccessEnded` too."""

    def leave(self, access: str, reference: str | None) -> None:
        """End the app's connection to one organisation, where the vendor knows such a thing."""
        raise Refused(f"{self.name} ends whole sign-ins only.")

    def revoke(self, refresh: str) -> None:
        """Revoke a sign-in. One that the vendor does not know any more is no error."""
        # RFC 7009: an unknown token is answered like a revoked one; some vendors answer 400.
        with self._line() as line:
            form = {"token": refresh, **(self._credentials() if self.secret_in_body else {})}
            answer = self._send(line.post, self.app.revoke_url, data=form, auth=self._auth())
        if answer.status_code >= 400 and answer.status_code not in (400, 404):
            raise failure_of(self.name, answer)

    def authorization_url(self, state: str, verifier: str) -> str:
        """Where the user signs in. `verifier` is PKCE's."""
        challenge = WebApplicationClient(self.app.client_id).create_code_challenge(verifier, "S256")
        with self._line(scope=self.scopes) as line:
            url, _ = line.authorization_url(
                self.app.authorize_url,
                state=state,
                code_challenge=challenge,
                code_challenge_method="S256",
                **self.authorize_with,
            )
        return str(url)

    def exchange(self, code: str, verifier: str) -> Tokens:
        """The tokens for a code; a code counts once. Raises `NoLastingAccess` too."""
        with self._line() as line:
            return self._tokens(
                line.fetch_token,
                self.app.token_url,
                code=code,
                code_verifier=verifier,
                include_client_id=self.secret_in_body,
                auth=self._auth(),
                **({"client_secret": self.app.client_secret} if self.secret_in_body else {}),
            )

    def refresh(self, refresh: str) -> Tokens:
        """New tokens. `Refused` means that this refresh token is not taken, and the user must sign in."""
        with self._line() as line:
            extra = self._credentials() if self.secret_in_body else {}
            return self._tokens(
                line.refresh_token,
                self.app.token_url,
                kept=refresh,
                refresh_token=refresh,
                auth=self._auth(),
                **extra,
            )

    def get(self, access: str, path: str, shape: type[ShapeT], **headers: str) -> ShapeT:
        """An answer of the vendor's API, checked. Raises `AccessEnded` too."""
        answer = self._ask("GET", access, path, **headers)
        try:
            return answers.load(shape, answer.json())
        except ValueError:
            raise NotNow(f"{self.name} gave an answer that cannot be read.") from None

    def get_if_allowed(self, access: str, path: str, shape: type[ShapeT], **headers: str) -> ShapeT | None:
        """As `get`, but None where the vendor does not let this sign-in see it."""
        try:
            return self.get(access, path, shape, **headers)
        except AccessEnded:
            raise
        except Refused:
            return None

    def _ask(self, method: str, access: str, path: str, **headers: str) -> requests.Response:
        sent = {"Accept": "application/json", **self.headers, **headers}
        with self._line(token={"access_token": access, "token_type": "Bearer"}) as line:
            answer: requests.Response = self._send(
                line.request, method, f"{self.app.api_url}{path}", headers=sent
            )
        if answer.status_code == 401:
            raise AccessEnded(f"{self.name} ended the access.")
        if answer.status_code >= 300:
            raise failure_of(self.name, answer)
        return answer

    def _tokens(
        self, errand: Callable[..., Any], *args: Any, kept: str | None = None, **kwargs: Any
    ) -> Tokens:
        """What a vendor answers. `kept` is the refresh token that goes on where it names no other."""
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            **self.headers,
        }
        try:
            answer = answers.load(TokenAnswer, self._send(errand, *args, headers=headers, **kwargs))
        except InvalidGrantError:
            raise Refused(f"{self.name} does not accept this sign-in any more.") from None
        except (InvalidClientError, UnauthorizedClientError):
            raise NotNow(f"{self.name} does not accept this server's credentials.") from None
        except (OAuth2Error, ValueError):
            raise NotNow(f"{self.name} gave an answer that cannot be read.") from None
        stated = value_of(answer, self.refresh_life_in) if self.refresh_life_in else None
        refresh = answer.refresh_token or kept
        if refresh is None:
            raise NoLastingAccess(f"{self.name} gave access for a short while only.")
        life = answer.expires_in or self.access_life
        return Tokens(answer.access_token, refresh, life, stated or self.refresh_life)

    def _send(self, errand: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return errand(*args, **kwargs)
        except requests.RequestException:
            raise NotNow(f"{self.name} could not be reached.", down=True) from None

    def _line(self, **kwargs: Any) -> Line:
        line = Line(self.app.client_id, self.app.api_url, redirect_uri=self.app.redirect_uri, **kwargs)
        for kind in ("access_token_response", "refresh_token_response"):
            line.register_compliance_hook(kind, self._check_status)
        return line

    def _check_status(self, answer: requests.Response) -> requests.Response:
        """Tell what is the vendor's trouble from what it says of our request."""
        if is_trouble(answer):
            raise failure_of(self.name, answer)
        return answer

    def _auth(self) -> HTTPBasicAuth | None:
        if self.secret_in_body:
            return None
        return HTTPBasicAuth(self.app.client_id, self.app.client_secret)

    def _credentials(self) -> dict[str, str]:
        return {"client_id": self.app.client_id, "client_secret": self.app.client_secret}
