"""What is read from a request."""

from __future__ import annotations

from typing import Any

from chassis.context import Context
from gateway.http.identity import Identity
from gateway.http.wsgi import Environ


class Request:
    """One request on its way through the gateway. `arguments` are the path's, query's and body's."""

    __slots__ = (
        "address",
        "arguments",
        "context",
        "environ",
        "identity",
        "link_token",
        "method",
        "parameters",
        "path",
    )

    def __init__(self, environ: Environ, context: Context, address: str) -> None:
        self.environ = environ
        self.context = context
        self.address = address
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ["PATH_INFO"]
        self.parameters: dict[str, str] = {}
        self.arguments: dict[str, Any] = {}
        self.identity: Identity | None = None
        #: The code of a link of ours whose `#` was encoded on the way, so that it came with the path.
        self.link_token = ""

    def header(self, name: str) -> str | None:
        """A header by its WSGI name, such as `IF_MATCH`."""
        value: str | None = self.environ.get("HTTP_" + name)
        return value

    @property
    def signed_in(self) -> Identity:
        """Who asks, where the endpoint requires that somebody is signed in."""
        if self.identity is None:
            raise RuntimeError("this endpoint does not require a session")
        return self.identity

    def act_as(self, identity: Identity) -> None:
        """Let the calls that follow bear this identity."""
        self.identity = identity
        self.context.passport = identity.passport
        self.context.audience = identity.audience

    @property
    def user_agent(self) -> str:
        """What the browser calls itself, for its owner to know it by."""
        return "".join(c for c in self.header("USER_AGENT") or "" if " " <= c <= "~").strip()[:300]
