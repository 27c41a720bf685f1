"""The gateway's settings from its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env, EnvError
from limits import parse

from chassis.process.settings import (
    SettingsError,
    check_log_level,
    check_port,
    check_url,
    environment,
    one_line,
    trust,
)
from chassis.security.trust import Trust
from gateway.http.rate_limits import PUBLIC_RATES, SESSION_RATE

SHORTEST_SANDBOX_PASSWORD = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`public_url` is where people reach the gateway, without a slash at its end.

    `health_host` and `health_port` are where metrics are, for those who run it and nobody else.
    `rate_limits` False lets everything be asked at any rate, for benchmarks and fuzzing.
    `sandbox_mailbox` is the folder whose mail is shown at `/sandbox/mailbox`; None shows none.
    `sandbox_phone` is the one whose texts are shown at `/sandbox/phone`. `sandbox_password` is what both
    pages ask for; without one they are for this machine alone. `sandbox_intake` is where the page beside them
    sends a client's mail, `host:port`. `listen` is where the outside comes in, where
    that is not `host`.
    """

    broker_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    health_host: str = "127.0.0.1"
    health_port: int = 0
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: tuple[str, ...] = ()
    rate_limits: bool = True
    session_rate: str = SESSION_RATE
    public_rates: Mapping[str, str] = field(default_factory=lambda: dict(PUBLIC_RATES))
    sandbox_mailbox: Path | None = None
    sandbox_phone: Path | None = None
    sandbox_password: str | None = None
    sandbox_intake: str | None = None
    listen: str | None = None
    log_level: str = "INFO"
    otlp_endpoint: str | None = None
    trust: Trust = field(default_factory=lambda: Trust(None))

    @property
    def cookie_name(self) -> str:
        """A `__Host-` cookie needs https, which a site on loopback has not."""
        return "__Host-session" if self.public_url.startswith("https:") else "session"


def read(env: Env | None = None) -> Settings:
    """The gateway's settings. Raises `SettingsError`."""
    env = env or environment()
    try:
        host, port = env.str("HOST", "127.0.0.1"), env.int("PORT", 8000)
        mailbox, phone = env.str("SANDBOX_MAILBOX", ""), env.str("SANDBOX_PHONE", "")
        settings = Settings(
            broker_url=env.str("BROKER_URL"),
            host=host,
            port=port,
            health_host=env.str("HEALTH_HOST", "127.0.0.1"),
            health_port=env.int("HEALTH_PORT", 8081),
            public_url=env.str("PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
            trusted_proxies=tuple(env.list("TRUSTED_PROXIES", [])),
            rate_limits=env.bool("RATE_LIMITS", True),
            session_rate=env.str("SESSION_RATE", SESSION_RATE),
            sandbox_mailbox=Path(mailbox) if mailbox else None,
            sandbox_phone=Path(phone) if phone else None,
            sandbox_password=env.str("SANDBOX_PASSWORD", "") or None,
            sandbox_intake=env.str("SANDBOX_INTAKE", "") or None,
            listen=env.str("LISTEN", "") or None,
            log_level=env.str("LOG_LEVEL", "INFO").upper(),
            otlp_endpoint=env.str("OTLP_ENDPOINT", "") or None,
            trust=trust(env, None),
        )
    except EnvError as error:
        raise SettingsError(one_line(error)) from None
    check(settings)
    return settings


def check(settings: Settings) -> None:
    """Raises `SettingsError` for what cannot work."""
    # Before the public address, which by default is made of them.
    check_port("PORT", settings.port)
    check_port("HEALTH_PORT", settings.health_port)
    check_url("CLIENTELE_BROKER_URL", settings.broker_url, ("amqp", "amqps", "memory"))
    check_url("CLIENTELE_PUBLIC_URL", settings.public_url, ("http", "https"))
    check_log_level(settings.log_level)
    if settings.otlp_endpoint is not None:
        check_url("CLIENTELE_OTLP_ENDPOINT", settings.otlp_endpoint, ("http", "https"))
    if settings.public_url.startswith("http:") and not on_loopback(settings.public_url):
        raise SettingsError("CLIENTELE_PUBLIC_URL: must begin with https:// unless it is on loopback")
    _check_sandbox(settings)
    for proxy in settings.trusted_proxies:
        try:
            ip_network(proxy, strict=False)
        except ValueError:
            raise SettingsError(f"CLIENTELE_TRUSTED_PROXIES: {proxy} is no network address") from None
    try:
        parse(settings.session_rate)
    except ValueError:
        raise SettingsError("CLIENTELE_SESSION_RATE: write it like 6000/minute") from None


def _check_sandbox(settings: Settings) -> None:
    """Whoever reads the sandbox's mail has everybody's links. Raises `SettingsError` (docs/adr/0021)."""
    if settings.sandbox_mailbox is None and settings.sandbox_phone is None:
        return
    password = settings.sandbox_password
    if password is not None:
        if len(password) < SHORTEST_SANDBOX_PASSWORD:
            raise SettingsError(
                f"CLIENTELE_SANDBOX_PASSWORD: use at least {SHORTEST_SANDBOX_PASSWORD} characters"
            )
        return
    outside = [
        name
        for name, reached in (
            ("CLIENTELE_PUBLIC_URL", on_loopback(settings.public_url)),
            ("CLIENTELE_HOST or CLIENTELE_LISTEN", _is_loopback(settings.listen or settings.host)),
        )
        if not reached
    ]
    if outside:
        raise SettingsError(
            f"{outside[0]}: people elsewhere could read everybody's mail in the sandbox. Set "
            "CLIENTELE_SMTP_URL to a real mail server, or CLIENTELE_SANDBOX_PASSWORD for the sandbox to ask"
        )


def on_loopback(url: str) -> bool:
    """Whether an address is reached from this machine alone."""
    return _is_loopback(urlsplit(url).hostname or "")


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
