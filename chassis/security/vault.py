"""Secrets at rest: AES-256-GCM under rotatable keys, each ciphertext bound to the place it belongs to.

A ciphertext moved to another row does not open there. Form: `{key id}.{base64url(nonce + ciphertext)}`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: Letters of a key's id, and bytes of a nonce.
_NAME, _NONCE = 8, 12


class CannotOpen(Exception):
    """The ciphertext was changed or moved, or its key is not known any more."""


def generate_key() -> str:
    """A new key, base64url."""
    return base64.urlsafe_b64encode(AESGCM.generate_key(256)).decode()


class Vault:
    """Seals with the first key and opens with any. Keys are base64url, padded or not, 32 bytes each."""

    def __init__(self, keys: list[str]) -> None:
        raw = [base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)) for key in keys]
        if not raw or any(len(key) != 32 for key in raw):
            raise ValueError("keys must be 32 bytes each")
        self._ciphers = {hashlib.sha256(key).hexdigest()[:_NAME]: AESGCM(key) for key in raw}
        #: The id of the key that seals; what it sealed begins with it and a full stop.
        self.current = next(iter(self._ciphers))
        self._index_keys = [hmac.digest(key, b"clientele blind index", "sha256") for key in raw]

    def seal(self, secret: str, place: str) -> str:
        """`place` names where the ciphertext is kept, such as `invitation inv_1 email`."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self.current].encrypt(nonce, secret.encode(), place.encode())
        return f"{self.current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: str) -> str:
        """Raises `CannotOpen`."""
        name, _, encoded = sealed.partition(".")
        try:
            raw = base64.urlsafe_b64decode(encoded)
            return self._ciphers[name].decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
        except (KeyError, ValueError, InvalidTag):
            raise CannotOpen(place) from None

    def seal_bytes(self, content: bytes, place: str) -> bytes:
        """As `seal`, for what is long and kept as bytes: key id, nonce and ciphertext, one after another."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self.current].encrypt(nonce, content, place.encode())
        return self.current.encode() + nonce + sealed

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Raises `CannotOpen`."""
        name, nonce, ciphertext = sealed[:_NAME], sealed[_NAME : _NAME + _NONCE], sealed[_NAME + _NONCE :]
        try:
            return self._ciphers[name.decode()].decrypt(nonce, ciphertext, place.encode())
        except (KeyError, ValueError, InvalidTag):
            raise CannotOpen(place) from None

    def is_current(self, sealed: str) -> bool:
        """Whether it was sealed with the first key."""
        return sealed.partition(".")[0] == self.current

    def index(self, secret: str, purpose: str) -> str:
        """What to find equal secrets by, which tells nothing of them to who lacks the key."""
        return self.indices(secret, purpose)[0]

    def indices(self, secret: str, purpose: str) -> list[str]:
        """What it may be found by: under the first key, then under those before it."""
        text = f"{purpose}\0{secret}".encode()
        return [hmac.digest(key, text, "sha256").hex() for key in self._index_keys]
