"""Client certificates: whether one and its key can be used, how one is shown, and a connection that shows it.

The key is sealed where it is kept, and opened for a request only.
"""

from __future__ import annotations

import datetime
import os
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import certifi
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from contracts.connections import ClientCertificate, ShownCertificate
from contracts.errors import InvalidInput
from contracts.moments import moment

_CERTIFICATE, _KEY = "/client_certificate/certificate", "/client_certificate/private_key"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A certificate, with those of its issuers, and its key, in PEM."""

    certificate: str
    key: str = field(repr=False)


def checked(given: ClientCertificate, at: datetime.datetime) -> KeyPair:
    """The certificates alone, whatever was pasted beside them, with the key.

    Raises `InvalidInput` for what is no certificate in date, no key, or not the key of it.
    """
    try:
        chain = x509.load_pem_x509_certificates(given.certificate.encode())
        first = chain[0]
        of_certificate = first.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, UnsupportedAlgorithm):
        message = "Paste a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----."
        raise InvalidInput.at(_CERTIFICATE, "invalid_certificate", message) from None
    if not first.not_valid_before_utc <= at < first.not_valid_after_utc:
        until = first.not_valid_after_utc.date()
        message = f"It is in date from {first.not_valid_before_utc.date()} to {until}. Use one that is now."
        raise InvalidInput.at(_CERTIFICATE, "certificate_not_in_date", message)
    try:
        key = load_pem_private_key(given.private_key.encode(), None)
        of_key = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except TypeError:
        message = "This key is encrypted. Paste it without a passphrase."
        raise InvalidInput.at(_KEY, "encrypted_private_key", message) from None
    except (ValueError, UnsupportedAlgorithm):
        message = "Paste a private key in PEM, which begins with -----BEGIN PRIVATE KEY-----."
        raise InvalidInput.at(_KEY, "invalid_private_key", message) from None
    if of_key != of_certificate:
        raise InvalidInput.at(_KEY, "another_certificate_s_key", "This key belongs to another certificate.")
    pair = KeyPair(
        "".join(each.public_bytes(Encoding.PEM).decode() for each in chain), given.private_key.strip()
    )
    try:
        context_for(pair)
    except ssl.SSLError:
        message = "No connection can be made with this certificate: its key or its signature is too weak."
        raise InvalidInput.at(_CERTIFICATE, "unusable_certificate", message) from None
    return pair


def shown(certificate: str | None) -> ShownCertificate | None:
    """Whose it is, which, and until when."""
    if certificate is None:
        return None
    first, *_ = x509.load_pem_x509_certificates(certificate.encode())
    return {
        "subject": first.subject.rfc4514_string(),
        "fingerprint": first.fingerprint(hashes.SHA256()).hex(),
        "expires_at": moment(first.not_valid_after_utc),
    }


def context_for(pair: KeyPair | None) -> ssl.SSLContext:
    """What a connection to a receiver is made with. Raises `ssl.SSLError` for a pair of no use."""
    if pair is None:
        return _without()
    context = ssl.create_default_context(cafile=certifi.where())
    with _readable(f"{pair.key}\n{pair.certificate}".encode()) as path:
        context.load_cert_chain(path)
    return context


@cache
def _without() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


@contextmanager
def _readable(content: bytes) -> Iterator[str]:
    """A path to read it from, as OpenSSL is given keys by Python in no other way: in memory, where there is
    such a thing, else a file that only this user reads, and that is gone at once.
    """
    if hasattr(os, "memfd_create"):
        number = os.memfd_create("certificate")
        try:
            os.write(number, content)
            yield f"/proc/self/fd/{number}"
        finally:
            os.close(number)
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        yield file.name
