"""A receiver that demands a client certificate gets it, and nobody gets its key."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from chassis.database.unit_of_work import now
from contracts.connections import ClientCertificate
from contracts.errors import InvalidInput
from deploy.allinone.product import Product
from services.connections import rekeying
from services.connections.webhooks import client_certificates
from tests.builders import Person, eventually
from tests.connections.receivers import Receiver, answers, receiver
from tests.connections.webhook_calls import change, endpoint, log, read

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def key_pem(self, encryption: KeySerializationEncryption | None = None) -> str:
        return self.key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()
        ).decode()

    @property
    def given(self) -> ClientCertificate:
        return ClientCertificate(certificate=self.pem, private_key=self.key_pem())


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Of an authority, or of who shows a certificate."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def issued(name: str, by: Holder | None = None, days: int = 30) -> Holder:
    """A certificate of 127.0.0.1, of `name`, by an authority or, where there is none, as one."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = by.certificate.subject if by else subject
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now() - 40 * DAY).not_valid_after(now() + days * DAY)
    made = made.add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
    # Python 3.13 and later take none whose authority cannot be told by its key, or may sign nothing.
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    signs = by.certificate.public_key() if by is not None else key.public_key()
    signed_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signs)  # type: ignore[arg-type]
    made = made.add_extension(signed_by, critical=False)
    made = made.add_extension(_usage(signs_certificates=by is None), critical=True)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = made.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return Holder(made.sign(by.key if by else key, hashes.SHA256()), key)


@pytest.fixture(scope="module")
def authority() -> Holder:
    return issued("Authority")


@pytest.fixture(scope="module")
def ours(authority: Holder) -> Holder:
    return issued("clientele", authority)


@pytest.fixture
def demanding(authority: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver whose certificate is trusted, and that lets nobody in without one of the same authority."""
    trusted, own = tmp_path / "trusted.pem", tmp_path / "own.pem"
    trusted.write_text(authority.pem)
    server = issued("receiver", authority)
    own.write_text(server.key_pem() + server.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    context.load_verify_locations(trusted)
    context.verify_mode = ssl.CERT_REQUIRED
    monkeypatch.setattr(certifi, "where", lambda: str(trusted))
    client_certificates._without.cache_clear()
    with receiver(answers(204), context) as found:
        yield found
    client_certificates._without.cache_clear()


def stored(product: Product) -> str:
    with product.hosted["connections"].database.read(everywhere=True) as connection:
        return "".join(
            connection.execute(text("SELECT to_jsonb(t)::text FROM webhook_endpoints t")).scalars()
        )


def test_a_receiver_that_demands_a_certificate_gets_it_and_nobody_its_key(
    owner: Person, demanding: Receiver, ours: Holder, product: Product
) -> None:
    # As some paste it: the key after the certificate.
    given = ClientCertificate(certificate=ours.pem + ours.key_pem(), private_key=ours.key_pem())
    made = endpoint(owner, demanding.url, types=["ClientCreated"], client_certificate=given)
    assert made["client_certificate"] == {
        "subject": "CN=clientele",
        "fingerprint": ours.certificate.fingerprint(hashes.SHA256()).hex(),
        "expires_at": made["client_certificate"]["expires_at"],
    }
    owner.adds_client()
    eventually(lambda: demanding.got)
    assert demanding.callers[-1] == ((("commonName", "clientele"),),)
    eventually(lambda: [each["state"] for each in log(owner, made["id"])] == ["delivered"])
    secret = ours.key_pem().splitlines()[1]
    assert secret not in stored(product)
    assert secret not in str(made) + str(read(owner, made["id"])) + str(log(owner, made["id"]))
    with product.hosted["connections"].database.read(everywhere=True) as connection:
        (sealed,) = connection.execute(
            text("SELECT sealed_key FROM webhook_endpoints WHERE id = :id"), {"id": made["id"]}
        ).one()
    assert sealed
    assert "key" in next(each for each in rekeying._SEALED if "header" in each.kinds).kinds


def test_without_it_the_log_says_what_is_missing(owner: Person, demanding: Receiver, ours: Holder) -> None:
    made = endpoint(owner, demanding.url, types=["ClientCreated"], client_certificate=ours.given)
    without = change(owner, made["id"], client_certificate=None)
    assert without["client_certificate"] is None
    owner.adds_client()
    attempts = eventually(lambda: [each for one in log(owner, made["id"]) for each in one["attempts"]])
    assert attempts[0]["status"] is None
    # It may close before what it has to say is read.
    assert "client certificate" in attempts[0]["problem"] or "Connection" in attempts[0]["problem"]
    assert not demanding.got


def test_what_cannot_be_used_is_said_where_it_is_entered(
    owner: Person, authority: Holder, ours: Holder
) -> None:
    old, other = issued("old", authority, days=-1), issued("other", authority)
    encrypted = ours.key_pem(BestAvailableEncryption(b"open sesame"))
    for certificate, key, pointer, code in (
        ("nothing", ours.key_pem(), "certificate", "invalid_certificate"),
        (ours.key_pem(), ours.key_pem(), "certificate", "invalid_certificate"),
        (old.pem, old.key_pem(), "certificate", "certificate_not_in_date"),
        (ours.pem, "nothing", "private_key", "invalid_private_key"),
        (ours.pem, encrypted, "private_key", "encrypted_private_key"),
        (ours.pem, other.key_pem(), "private_key", "another_certificate_s_key"),
        (ours.pem, "", "private_key", "required"),
    ):
        given = ClientCertificate(certificate=certificate, private_key=key)
        with pytest.raises(InvalidInput) as refused:
            endpoint(owner, "https://example.com/hook", client_certificate=given)
        said = [(each["pointer"], each["code"]) for each in refused.value.errors]
        assert said == [(f"/client_certificate/{pointer}", code)]
        assert key not in str(refused.value.errors) or not key or key == "nothing"
