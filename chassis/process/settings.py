"""A process's settings from its environment, read once, with one clear line for what is wrong."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvError, FileAwareEnv

from chassis.observability.logs import LEVELS
from chassis.observability.logs import one_line as one_line
from chassis.security.identity import Reader
from chassis.security.service_keys import ServiceKeys
from chassis.security.trust import Trust
from chassis.security.vault import Vault
from contracts.subscriptions import SERVICES, sharing_private_parts

PREFIX = "CLIENTELE_"
_SHARING = sharing_private_parts()


class SettingsError(Exception):
    """A setting is missing or bad. The text is one line, whatever was set, and names the variable."""

    def __init__(self, text: str) -> None:
        super().__init__("".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of one service's process.

    `broker_url` is `amqp://…`, or `memory://` where everything runs in one process. `identity_keys`
    are the public keys of passports. `workers` bounds what a process does at once. `message_keys` are shared
    by the services that tell each other private parts (`payload_encryption`); the first seals, all open.
    `trust` is what is believed of what comes over the broker; `broker_cluster` is whether that has several
    nodes. `relay_inside` is whether the service's process has its relay, too.
    """

    service: str
    broker_url: str
    database_url: str
    identity_keys: tuple[str, ...]
    workers: int = 40
    pool_size: int = 12
    health_host: str = "127.0.0.1"
    health_port: int = 0
    log_level: str = "INFO"
    otlp_endpoint: str | None = None
    message_keys: tuple[str, ...] = ()
    trust: Trust = field(default_factory=lambda: Trust(None))
    broker_cluster: bool = False
    relay_inside: bool = False


class _Environment(FileAwareEnv):
    """The process's environment, but for values that are given."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(prefix=PREFIX, strip_whitespace=True)
        self._given = values

    def _get_value(self, env_key: str, default: Any) -> Any:
        return self._given[env_key] if env_key in self._given else super()._get_value(env_key, default)


def environment(values: Mapping[str, str] | None = None) -> Env:
    """The process's environment, with the project's prefix: `env.str("DATA")` reads CLIENTELE_DATA.

    `values` by their whole names count more. A secret may stand in a file, where containers mount them:
    CLIENTELE_DATA_FILE names it. Raises `SettingsError` for a file that cannot be read.
    """
    for name, path in os.environ.items():
        if name.startswith(PREFIX) and name.endswith("_FILE") and not os.access(path, os.R_OK):
            raise SettingsError(f"{name}: {path} cannot be read")
    return _Environment(values or {})


def read(service: str, env: Env | None = None) -> Settings:
    """The settings of `service`. Raises `SettingsError`."""
    env = env or environment()
    try:
        settings = Settings(
            service=service,
            broker_url=env.str("BROKER_URL"),
            database_url=env.str("DATABASE_URL"),
            identity_keys=tuple(env.list("IDENTITY_PUBLIC_KEYS")),
            workers=env.int("WORKERS", 40),
            pool_size=env.int("POOL_SIZE", 12),
            health_host=env.str("HEALTH_HOST", "127.0.0.1"),
            health_port=env.int("HEALTH_PORT", 8081),
            log_level=env.str("LOG_LEVEL", "INFO").upper(),
            otlp_endpoint=env.str("OTLP_ENDPOINT", "") or None,
            message_keys=tuple(env.list("MESSAGE_KEYS", []) if service in _SHARING else []),
            trust=trust(env, service),
            broker_cluster=env.bool("BROKER_CLUSTER", False),
            relay_inside=_is_inside(env.str("RELAY", "apart")),
        )
    except EnvError as error:
        raise SettingsError(one_line(error)) from None
    check_url("CLIENTELE_BROKER_URL", settings.broker_url, ("amqp", "amqps", "memory"))
    check_url("CLIENTELE_DATABASE_URL", settings.database_url, ("postgresql",))
    if settings.otlp_endpoint is not None:
        check_url("CLIENTELE_OTLP_ENDPOINT", settings.otlp_endpoint, ("http", "https"))
    check_numbers(WORKERS=settings.workers, POOL_SIZE=settings.pool_size)
    check_port("HEALTH_PORT", settings.health_port)
    check_log_level(settings.log_level)
    try:
        Reader(list(settings.identity_keys))
    except ValueError:
        raise SettingsError("CLIENTELE_IDENTITY_PUBLIC_KEYS: not base64url Ed25519 public keys") from None
    return settings


def _is_inside(relay: str) -> bool:
    if relay not in ("apart", "inside"):
        raise SettingsError("CLIENTELE_RELAY: apart, as a process of its own, or inside the service's")
    return relay == "inside"


#: Days that parts of the previous release may be believed without signing, counted from today.
_LONGEST_TRANSITION = 31


def previous_release_runs(env: Env | None = None) -> bool:
    """Whether parts of the release before may run beside this one today. Raises `SettingsError`."""
    until = _previous_release_until(env or environment())
    return until is not None and _today() <= until


def _previous_release_until(env: Env) -> datetime.date | None:
    said = env.str("PREVIOUS_RELEASE_UNTIL", "")
    try:
        until = datetime.date.fromisoformat(said) if said else None
    except ValueError:
        raise SettingsError("CLIENTELE_PREVIOUS_RELEASE_UNTIL: write it like 2026-01-31") from None
    if until is not None and (until - _today()).days > _LONGEST_TRANSITION:
        raise SettingsError(
            f"CLIENTELE_PREVIOUS_RELEASE_UNTIL: at most {_LONGEST_TRANSITION} days from now, "
            "as it lets unsigned messages in"
        )
    return until


def trust(env: Env, service: str | None) -> Trust:
    """What `service`, or the gateway for None, believes of messages. Raises `SettingsError`."""
    if env.str("BROKER_URL").startswith("memory:"):
        return Trust(None)
    until = _previous_release_until(env)
    own: list[str] = env.list("SERVICE_KEYS", []) if service is not None else []
    public: list[str] = env.list("SERVICE_PUBLIC_KEYS", [])
    if service is not None and not own:
        raise SettingsError("CLIENTELE_SERVICE_KEYS: set it; python -m deploy.compose.secrets make makes it")
    try:
        keys = ServiceKeys(own, public)
    except ValueError:
        raise SettingsError(
            "CLIENTELE_SERVICE_KEYS, CLIENTELE_SERVICE_PUBLIC_KEYS: not base64url keys, the latter like "
            "accounts=KEY,access=KEY"
        ) from None
    missing = [name for name in SERVICES if not keys.knows(name)]
    if missing:
        raise SettingsError(f"CLIENTELE_SERVICE_PUBLIC_KEYS: has no key of {', '.join(missing)}")
    return Trust(keys, until)


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


def vault(env: Env) -> Vault:
    """What a service keeps encrypted, under its own keys. Raises `SettingsError`."""
    try:
        keys: list[str] = env.list("SECRET_KEYS")
        return Vault(keys)
    except EnvError as error:
        raise SettingsError(one_line(error)) from None
    except ValueError:
        raise SettingsError("CLIENTELE_SECRET_KEYS: not base64url keys of 32 bytes") from None


def required(name: str, like: str) -> str:
    """One setting by itself, for commands. Raises `SettingsError`, showing what it looks like."""
    value = environment().str(name, "")
    if not value:
        raise SettingsError(f"{PREFIX}{name}: set it, like {like}")
    return str(value)


def check_url(name: str, url: str, schemes: tuple[str, ...]) -> None:
    """Raises `SettingsError` for what is no URL of these schemes. The URL itself is not repeated."""
    try:
        parts = urlsplit(url)
        known, port = parts.scheme.split("+")[0] in schemes, parts.port
    except ValueError:
        raise SettingsError(f"{name}: is no address; its host or port cannot be read") from None
    if port == 0:
        raise SettingsError(f"{name}: 0 is no port")
    if not known:
        raise SettingsError(f"{name}: must begin with {' or '.join(s + '://' for s in schemes)}")


def check_numbers(**numbers: int) -> None:
    """Raises `SettingsError` for a number of something that is less than one."""
    for name, number in numbers.items():
        if number < 1:
            raise SettingsError(f"{PREFIX}{name}: must be 1 or more")


def check_port(name: str, port: int) -> None:
    """Raises `SettingsError` for what is no port."""
    if not 0 <= port <= _LAST_PORT:
        raise SettingsError(f"{PREFIX}{name}: must be from 0 to {_LAST_PORT}, where 0 is any free one")


def check_log_level(level: str) -> None:
    """Raises `SettingsError` for what is none."""
    if level.lower() not in LEVELS:
        raise SettingsError(f"{PREFIX}LOG_LEVEL: must be one of {', '.join(LEVELS)}")


_LAST_PORT = 65_535

#: What the addresses look like, for those who have not set them.
BROKER_LIKE = "amqp://user:password@host:5672/"
DATABASE_LIKE = "postgresql://user:password@host/database"
