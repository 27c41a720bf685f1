"""What the environment tells the intake."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from environs import Env, EnvError

from chassis.process import settings
from chassis.process.settings import SettingsError, one_line
from chassis.security.vault import Vault
from services.accounts.documents import malware_scanner, store_settings
from services.accounts.documents.malware_scanner import Scanner
from services.accounts.documents.object_store import ObjectStore
from services.accounts.intake.intake_limits import Limits

PROTOCOLS = ("smtp", "lmtp")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSettings:
    """`certificate` and its key are files, read again every hour; without them there is no STARTTLS."""

    database_url: str
    vault: Vault
    store: ObjectStore
    domain: str
    host: str
    port: int
    hostname: str
    protocol: str
    certificate: Path | None
    certificate_key: Path | None
    health_host: str
    health_port: int
    log_level: str
    limits: Limits
    scanner: Scanner


def read(env: Env) -> IntakeSettings:
    """Raises `SettingsError`."""
    try:
        found = _read(env)
    except EnvError as error:
        raise SettingsError(one_line(error)) from None
    settings.check_url("CLIENTELE_DATABASE_URL", found.database_url, ("postgresql",))
    settings.check_port("INTAKE_PORT", found.port)
    settings.check_port("HEALTH_PORT", found.health_port)
    settings.check_log_level(found.log_level)
    limits = found.limits
    settings.check_numbers(
        INTAKE_CONNECTIONS=limits.connections,
        INTAKE_PEER_CONNECTIONS=limits.peer_connections,
        INTAKE_PEER_MAILS=limits.peer_mails,
        INTAKE_CLIENT_MAILS=limits.client_mails,
    )
    if found.protocol not in PROTOCOLS:
        raise SettingsError(f"CLIENTELE_INTAKE_PROTOCOL: {' or '.join(PROTOCOLS)}, and not {found.protocol}")
    if (found.certificate is None) != (found.certificate_key is None):
        raise SettingsError(
            "CLIENTELE_INTAKE_CERTIFICATE: set it and CLIENTELE_INTAKE_CERTIFICATE_KEY, or neither"
        )
    return found


def _read(env: Env) -> IntakeSettings:
    plain = Limits()
    domain = env.str("EXTRACT_DOMAIN", "extract.clientele.example").lower()
    certificate, key = env.str("INTAKE_CERTIFICATE", ""), env.str("INTAKE_CERTIFICATE_KEY", "")
    return IntakeSettings(
        database_url=env.str("DATABASE_URL"),
        vault=settings.vault(env),
        store=store_settings.of(env),
        domain=domain,
        host=env.str("INTAKE_HOST", "127.0.0.1"),
        port=env.int("INTAKE_PORT", 2525),
        hostname=env.str("INTAKE_HOSTNAME", "") or domain,
        protocol=env.str("INTAKE_PROTOCOL", "").lower() or PROTOCOLS[0],
        certificate=Path(certificate) if certificate else None,
        certificate_key=Path(key) if key else None,
        health_host=env.str("HEALTH_HOST", "127.0.0.1"),
        health_port=env.int("HEALTH_PORT", 8081),
        scanner=malware_scanner.of(env.str("CLAMD_URL", "")),
        log_level=env.str("LOG_LEVEL", "INFO").upper(),
        limits=Limits(
            connections=env.int("INTAKE_CONNECTIONS", plain.connections),
            peer_connections=env.int("INTAKE_PEER_CONNECTIONS", plain.peer_connections),
            peer_mails=env.int("INTAKE_PEER_MAILS", plain.peer_mails),
            client_mails=env.int("INTAKE_CLIENT_MAILS", plain.client_mails),
            idle=env.float("INTAKE_IDLE_SECONDS", plain.idle),
            mail=env.float("INTAKE_MAIL_SECONDS", plain.mail),
        ),
    )


def tls(found: IntakeSettings) -> ssl.SSLContext | None:
    """Raises `SettingsError` where the certificate cannot be used."""
    if found.certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    load(context, found)
    return context


def load(context: ssl.SSLContext, found: IntakeSettings) -> None:
    """Read the certificate. Raises `SettingsError`."""
    if found.certificate is None:
        return
    try:
        context.load_cert_chain(found.certificate, found.certificate_key)
    except (OSError, ssl.SSLError) as error:
        raise SettingsError(f"CLIENTELE_INTAKE_CERTIFICATE: {one_line(error)}") from None
