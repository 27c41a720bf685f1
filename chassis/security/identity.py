"""Who is asking, as a signed statement that travels with each call.

Only the access service holds the private key and can make a passport; every other service holds the
public keys and can only read one. A passport lives for a minute: what may change within a minute
(roles, revoked sessions) each service looks up in its own data.
"""

from __future__ import annotations

import base64
import json
import time
from collections import OrderedDict
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from contracts.callers import reach
from contracts.errors import Unauthenticated
from contracts.subscriptions import SERVICES

LIFETIME = 60.0
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in user acting for one account. `kind` is practice or client; `expires` is unix time.

    `scope` is session for the person themselves, and read or write for an API token of theirs; of a program
    it is the word program and its scopes, such as `clients:read`, each after a space.
    """

    user_id: str
    account_id: str
    kind: str
    session_id: str
    expires: float
    scope: str = "session"

    @property
    def may_write(self) -> bool:
        """Whether anything may be changed at all; what, the gateway knows of a program's scopes."""
        kind, *scopes = self.scope.split(" ")
        return kind != "read" and (kind != "program" or any(each.endswith(":write") for each in scopes))


def generate_private_key() -> str:
    """A new signing key, base64url."""
    raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return _encode(raw)


def public_key(private_key: str) -> str:
    """The public half of a private key, base64url."""
    raw = _private(private_key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return _encode(raw)


class Mint:
    """Makes passports. `private_key` is base64url."""

    def __init__(self, private_key: str) -> None:
        self._key = _private(private_key)

    def issue(
        self, *, user_id: str, account_id: str, kind: str, session_id: str, scope: str = "session"
    ) -> tuple[str, float]:
        """A passport and the unix time it expires."""
        caller = Caller(user_id, account_id, kind, session_id, round(time.time() + LIFETIME, 3), scope)
        said = asdict(caller)
        if scope == "session":
            # The previous release reads no scope, and knows no other.
            del said["scope"]
        payload = json.dumps(said, separators=(",", ":")).encode()
        return f"{_encode(payload)}.{_encode(self._key.sign(payload))}", caller.expires

    def audience(self, passport: str) -> str:
        """For each service a signature that it may be shown the passport: see `Context.audience`."""
        payload = _decode(passport.partition(".")[0])
        return " ".join(f"{name}={_encode(self._key.sign(_shown_to(name, payload)))}" for name in SERVICES)


class Reader:
    """Reads passports. Several keys may be valid at once, so that the signing key can be rotated.

    With `audience`, the name of the service that reads, a passport counts only where it says that it may be
    shown here, or to a service that calls this one on behalf of the same person.
    """

    def __init__(self, public_keys: list[str], audience: str | None = None) -> None:
        self._keys = [Ed25519PublicKey.from_public_bytes(_decode(key)) for key in public_keys]
        self._audience = audience
        self._seen: OrderedDict[tuple[str, str | None], Caller] = OrderedDict()

    def read(self, passport: str | None, shown_to: str | None = None) -> Caller:
        """The caller named by a passport. `shown_to` is `service=signature`.

        Raises `Unauthenticated` for a missing, forged or late passport, or one that was shown to another.
        """
        if not passport:
            raise Unauthenticated()
        shown = (passport, shown_to)
        caller = self._seen.get(shown)
        if caller is None:
            caller = self._verify(passport, shown_to)
            self._seen[shown] = caller
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        if caller.expires < time.time():
            self._seen.pop(shown, None)
            raise Unauthenticated()
        return caller

    def _verify(self, passport: str, shown_to: str | None) -> Caller:
        encoded, _, signature = passport.partition(".")
        try:
            payload, signed = _decode(encoded), _decode(signature)
            statement = payload
            if self._audience is not None:
                # Its signature is of the passport's words too.
                service, _, signature = (shown_to or "").partition("=")
                if service not in SERVICES or self._audience not in reach(service):
                    raise Unauthenticated()
                statement, signed = _shown_to(service, payload), _decode(signature)
        except ValueError:
            raise Unauthenticated() from None
        for key in self._keys:
            try:
                key.verify(signed, statement)
            except InvalidSignature:
                continue
            return Caller(**json.loads(payload))
        raise Unauthenticated()


def _shown_to(service: str, payload: bytes) -> bytes:
    return b"clientele passport shown to " + service.encode() + b"\0" + payload


def _private(key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_decode(key))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
