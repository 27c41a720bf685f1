"""The gateway's settings from its environment."""

from __future__ import annotations

import os

import pytest
from environs import Env

from chassis.process.settings import SettingsError
from chassis.security.service_keys import generate_key, public_key
from contracts.subscriptions import SERVICES
from gateway import settings

ANYWHERE = "0.0.0.0"  # noqa: S104  what is to be refused
PUBLIC = ",".join(f"{name}={public_key(generate_key())}" for name in SERVICES)
GOOD = {"CLIENTELE_BROKER_URL": "amqp://guest@localhost", "CLIENTELE_SERVICE_PUBLIC_KEYS": PUBLIC}


def settings_of(monkeypatch: pytest.MonkeyPatch, **values: str) -> settings.Settings:
    for name in [name for name in os.environ if name.startswith("CLIENTELE_")]:
        monkeypatch.delenv(name)
    for name, value in {**GOOD, **{f"CLIENTELE_{name}": value for name, value in values.items()}}.items():
        monkeypatch.setenv(name, value)
    return settings.read(Env(prefix="CLIENTELE_"))


def test_the_public_address_follows_host_and_port(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_of(monkeypatch, PORT="9000").public_url == "http://127.0.0.1:9000"


def test_a_slash_at_the_end_of_the_public_address_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        settings_of(monkeypatch, PUBLIC_URL="https://clientele.example/").public_url
        == "https://clientele.example"
    )


def test_over_https_the_session_has_a_host_cookie(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_of(monkeypatch, PUBLIC_URL="https://clientele.example").cookie_name == "__Host-session"
    assert settings_of(monkeypatch, PUBLIC_URL="http://localhost:8000").cookie_name == "session"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BROKER_URL", "http://localhost"),
        ("PORT", "eight"),
        ("PUBLIC_URL", "ftp://x"),
        ("PUBLIC_URL", "http://clientele.example"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,nonsense"),
        ("SESSION_RATE", "many"),
        ("SERVICE_PUBLIC_KEYS", ""),
        ("PREVIOUS_RELEASE_UNTIL", "tomorrow"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings_of(monkeypatch, **{name: value})
    assert f"CLIENTELE_{name}" in str(refused.value) or name in str(refused.value)


class TestTheSandboxFailsClosed:
    """Whoever reads its mail has everybody's links (docs/adr/0021)."""

    @pytest.mark.parametrize("page", ["SANDBOX_MAILBOX", "SANDBOX_PHONE"])
    @pytest.mark.parametrize(
        "reached",
        [
            {"PUBLIC_URL": "https://clientele.example"},
            {"PUBLIC_URL": "https://192.0.2.7"},
            {"HOST": ANYWHERE, "PUBLIC_URL": "http://127.0.0.1:8000"},
            {"HOST": "::", "PUBLIC_URL": "http://127.0.0.1:8000"},
            {"LISTEN": ANYWHERE, "PUBLIC_URL": "http://127.0.0.1:8000"},
            {"LISTEN": "192.0.2.7", "PUBLIC_URL": "http://127.0.0.1:8000"},
        ],
    )
    def test_it_does_not_start_where_people_elsewhere_could_read_it(
        self, monkeypatch: pytest.MonkeyPatch, page: str, reached: dict[str, str]
    ) -> None:
        with pytest.raises(SettingsError, match=r"CLIENTELE_SMTP_URL.*CLIENTELE_SANDBOX_PASSWORD"):
            settings_of(monkeypatch, **{page: "/mail"}, **reached)
        password = {"SANDBOX_PASSWORD": "sixteen letters!"}
        assert settings_of(monkeypatch, **{page: "/mail"}, **reached, **password).sandbox_password
        assert settings_of(monkeypatch, **reached).sandbox_mailbox is None

    def test_a_password_is_long(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(SettingsError, match="at least 16"):
            settings_of(monkeypatch, SANDBOX_MAILBOX="/mail", SANDBOX_PASSWORD="short")

    @pytest.mark.parametrize("listen", [{}, {"LISTEN": "127.0.0.1", "HOST": ANYWHERE}, {"HOST": "::1"}])
    def test_on_this_machine_it_starts(self, monkeypatch: pytest.MonkeyPatch, listen: dict[str, str]) -> None:
        given = {"PUBLIC_URL": "http://localhost:8000", **listen}
        assert settings_of(monkeypatch, SANDBOX_MAILBOX="/mail", **given).sandbox_password is None
