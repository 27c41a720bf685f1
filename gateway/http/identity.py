"""Who makes a request: the token that it shows, and whom that stands for."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Literal

from contracts.errors import Unauthenticated
from gateway.http.wsgi import Environ

_LONGEST_TOKEN = 512


@dataclass(frozen=True, slots=True)
class Credential:
    """A session's token, and how it came."""

    token: str
    by: Literal["bearer", "cookie"]


@dataclass(frozen=True, slots=True)
class Identity:
    """The answer of access for one token. `good_until` is unix time. A program's has `scopes`, and `networks`
    that it may come from; those of people have neither.
    """

    passport: str
    audience: str | None
    session_id: str
    user_id: str
    account_id: str
    good_until: float
    credential: Credential
    scopes: frozenset[str] | None = None
    networks: tuple[str, ...] = ()

    def may(self, scope: str) -> bool:
        """Whether a program has a scope: one to change includes reading."""
        return (
            self.scopes is None or scope in self.scopes or f"{scope.partition(':')[0]}:write" in self.scopes
        )

    def comes_from(self, address: str) -> bool:
        """Whether a request from this address can be its own."""
        return not self.networks or any(ip_address(address) in ip_network(each) for each in self.networks)


def credential_of(environ: Environ, cookie_name: str) -> Credential | None:
    """The token a request shows: the `Authorization` header before the cookie.

    Raises `Unauthenticated` where the header is there but is no bearer token.
    """
    header = environ.get("HTTP_AUTHORIZATION")
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated()
        return Credential(_checked(token.strip()), "bearer")
    for pair in environ.get("HTTP_COOKIE", "").split(";"):
        name, found, value = pair.strip().partition("=")
        if found and name == cookie_name:
            return Credential(_checked(value), "cookie")
    return None


def _checked(token: str) -> str:
    if not token or len(token) > _LONGEST_TOKEN or not token.isascii():
        raise Unauthenticated()
    return token
