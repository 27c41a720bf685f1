"""What services know each other by: each has keys of its own, and everybody knows the public halves.

One key of 32 bytes signs what a service sends (Ed25519) and opens what was sealed for it (HPKE of RFC 9180
with X25519). Its public half is both public keys, one after the other.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from chassis.security.vault import CannotOpen

_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SIZE = 32


def generate_key() -> str:
    """A new private key, base64url."""
    return encode(Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))


def public_key(private_key: str) -> str:
    """The public half of a private key, base64url."""
    own = _Own(decode(private_key))
    halves = (own.signs.public_key(), own.opens.public_key())
    return encode(b"".join(half.public_bytes(Encoding.Raw, PublicFormat.Raw) for half in halves))


class _Own:
    """A private key, as what signs and what opens."""

    def __init__(self, key: bytes) -> None:
        if len(key) != _SIZE:
            raise ValueError("a key has 32 bytes")
        self.signs = Ed25519PrivateKey.from_private_bytes(_derived(key, b"clientele signing"))
        self.opens = X25519PrivateKey.from_private_bytes(_derived(key, b"clientele sealing"))


class _Others:
    """A public key, as what verifies and what seals."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 2 * _SIZE:
            raise ValueError("a public key has 64 bytes")
        self.verifies = Ed25519PublicKey.from_public_bytes(key[:_SIZE])
        self.seals = X25519PublicKey.from_public_bytes(key[_SIZE:])


class ServiceKeys:
    """A part's own private keys, the newest first, and everybody's public keys, as `service=key`.

    Raises ValueError for what is none.
    """

    def __init__(self, own: Sequence[str], everybodys: Iterable[str]) -> None:
        self._own = [_Own(decode(key)) for key in own]
        self._others: dict[str, list[_Others]] = defaultdict(list)
        for entry in everybodys:
            service, _, key = entry.partition("=")
            self._others[service.strip()].append(_Others(decode(key.strip())))

    def knows(self, service: str) -> bool:
        return service in self._others

    def sign(self, data: bytes) -> str:
        """With the newest own key."""
        return encode(self._own[0].signs.sign(data))

    def is_signed_by(self, service: str, data: bytes, signature: str) -> bool:
        """Whether the signature of `data` is this service's."""
        try:
            raw = decode(signature)
        except ValueError:
            return False
        return any(_verifies(key.verifies, raw, data) for key in self._others.get(service, ()))

    def seal(self, service: str, secret: bytes, place: bytes) -> str:
        """Seal for this service, under its newest key. It opens where the same `place` is named only."""
        return encode(_HPKE.encrypt(secret, self._others[service][0].seals, place))

    def open(self, sealed: str, place: bytes) -> bytes:
        """What was sealed for this part. Raises `CannotOpen`."""
        try:
            raw = decode(sealed)
        except ValueError:
            raise CannotOpen("not base64url") from None
        for own in self._own:
            try:
                return _HPKE.decrypt(raw, own.opens, place)
            except Exception:  # noqa: BLE001, S112  HPKE tells a wrong key, place or text in several ways
                continue
        raise CannotOpen("no key known here")


def _verifies(key: Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _SIZE, salt=None, info=purpose).derive(key)


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
