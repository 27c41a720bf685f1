"""Whatever bytes come over the wire, reading them ends in a message or in a refusal that readers know."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from struct import pack
from types import SimpleNamespace
from typing import Any

import pytest
from amqp import serialization, spec
from environs import Env
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chassis import dead_letters
from chassis.messaging import amqp_decoding, inbox
from chassis.messaging.dead_letter_publisher import kept
from chassis.messaging.deliveries import Delivery, text
from chassis.process import settings as chassis_settings
from chassis.process.settings import SettingsError
from chassis.rpc import wire
from chassis.security import service_keys
from chassis.security.service_keys import ServiceKeys
from chassis.security.trust import SIGNATURE, Trust
from contracts.access.events import GRANT_CLIENT_ACCESS
from contracts.accounts.events import CLIENT_DELETED
from contracts.errors import Unauthenticated
from contracts.subscriptions import SERVICES
from gateway import settings as gateway_settings
from gateway.http import identity

#: So many of each in the ordinary run; `make test-deep` tries far more.
EXAMPLES = int(os.environ.get("CLIENTELE_WIRE_EXAMPLES", "150"))
fuzz = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

KEY = service_keys.generate_key()
TRUST = Trust(ServiceKeys([KEY], [f"{name}={service_keys.public_key(KEY)}" for name in SERVICES]))

NAMES = st.one_of(
    st.sampled_from(
        [b"cloudEvents:id", b"cloudEvents:type", b"cloudEvents:source", b"cloudEvents:subject"]
        + [b"cloudEvents:time", b"cloudEvents:correlationid", b"x-death", b"compression", b"traceparent"]
        + [
            name.encode()
            for name in (SIGNATURE, wire.PASSPORT, wire.DEADLINE, wire.TIME_LEFT, wire.IDEMPOTENCY_KEY)
        ]
        + [b"clientele-attempt", b"clientele-queue", b"clientele-reason", b"clientele-detail"]
    ),
    st.binary(min_size=0, max_size=20),
)
TEXTS = st.one_of(st.binary(max_size=80), st.text(max_size=40).map(lambda t: t.encode("utf-8", "replace")))


def long_text(value: bytes) -> bytes:
    return b"S" + pack(">I", len(value)) + value


def table(items: list[tuple[bytes, bytes]]) -> bytes:
    written = b"".join(pack("B", len(name)) + name + value for name, value in items)
    return pack(">I", len(written)) + written


VALUES = st.recursive(
    st.one_of(
        TEXTS.map(long_text),
        st.integers(-(2**63), 2**63 - 1).map(lambda n: b"l" + pack(">q", n)),
        st.integers(0, 2**64 - 1).map(lambda n: b"T" + pack(">Q", n)),
        st.floats(width=64).map(lambda n: b"d" + pack(">d", n)),
        st.tuples(st.integers(0, 255), st.integers(-(2**31), 2**31 - 1)).map(
            lambda n: b"D" + pack(">Bi", *n)
        ),
        st.sampled_from([b"V", b"t\x01", b"t\x00", b"?", b""]),
        st.binary(max_size=12),
    ),
    lambda inner: st.one_of(
        st.lists(st.tuples(NAMES, inner), max_size=4).map(lambda items: b"F" + table(items)),
        st.lists(inner, max_size=4).map(
            lambda items: b"A" + pack(">I", sum(map(len, items))) + b"".join(items)
        ),
    ),
    max_leaves=10,
)


@st.composite
def properties(draw: Any) -> bytes:
    """Properties on the wire: nearly right, or any bytes at all."""
    if draw(st.booleans()) and draw(st.booleans()):
        return bytes(draw(st.binary(max_size=120)))
    flags, written = 0, b""
    for bit, short in ((0x8000, True), (0x4000, True), (0x2000, False), (0x0400, True), (0x0200, True)):
        if draw(st.booleans()):
            flags |= bit
            if short:
                value = draw(TEXTS)[:255]
                written += pack("B", len(value)) + value
            else:
                written += table(draw(st.lists(st.tuples(NAMES, VALUES), max_size=6)))
    if draw(st.booleans()):
        flags, value = flags | 0x0080, draw(TEXTS)[:255]
        written += pack("B", len(value)) + value
    return pack(">H", flags) + written


def delivered(raw: bytes, body: bytes, routing_key: bytes = b"accounts.catch_up") -> Delivery:
    """What a consumer gets when a broker sends this, frame by frame."""
    amqp_decoding.install()
    found: list[Any] = []

    def callback(_channel: int, _method: Any, arguments: bytes, content: Any) -> None:
        (tag, number, again, exchange, key), _ = serialization.loads("sLbss", arguments, 4)
        content.delivery_info = {
            "delivery_tag": number,
            "redelivered": again,
            "exchange": exchange,
            "routing_key": key,
            "consumer_tag": tag,
        }
        found.append(content)

    on_frame = amqp_decoding.tolerant_frame_handler(SimpleNamespace(bytes_recv=0), callback)
    arguments = b"\x01t" + pack(">Q", 200) + b"\x00" + b"\x01e" + pack("B", len(routing_key)) + routing_key
    on_frame((1, 1, pack(">HH", *spec.Basic.Deliver) + arguments))
    on_frame((2, 1, pack(">HxxQ", 60, len(body)) + raw))
    if body:
        on_frame((3, 1, body))
    return Delivery(found[0], None)


BODIES = st.one_of(
    st.binary(max_size=200), st.sampled_from([b"{}", b"[" * 3000, b'{"args": [], "kwargs": {}}'])
)


@fuzz
@given(properties(), BODIES, st.binary(max_size=255))
def test_any_message_is_delivered_and_can_be_described_and_kept(
    raw: bytes, body: bytes, routing_key: bytes
) -> None:
    message = delivered(raw, body, routing_key)
    assert message.body == body
    message.identity.encode()
    message.routing_key.encode("utf-8", "surrogatepass")
    headers = kept(message)
    written = serialization.dumps("F", [headers])
    assert len(written) < 128_000
    described = dead_letters._described(message)
    dead_letters._shown("accounts", described).encode()


@fuzz
@given(properties(), BODIES)
def test_any_event_is_read_or_unreadable(raw: bytes, body: bytes) -> None:
    for message in (CLIENT_DELETED, GRANT_CLIENT_ACCESS):
        provider = SimpleNamespace(message=message, sealer=None, trust=TRUST)
        with pytest.raises(inbox.Unreadable):
            inbox.read(delivered(raw, body), provider)


@fuzz
@given(properties(), BODIES)
def test_any_request_is_read_or_malformed(raw: bytes, body: bytes) -> None:
    message = delivered(raw, body)
    for read in (lambda: wire.load_headers(message), lambda: wire.load_request(message.body)):
        try:
            read()
        except wire.Malformed as error:
            text(error).encode()


@fuzz
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_cookie_or_authorization_is_a_credential_or_nobodys(cookie: str, authorization: str) -> None:
    for environ in ({"HTTP_COOKIE": f"session={cookie}"}, {"HTTP_AUTHORIZATION": authorization}):
        with contextlib.suppress(Unauthenticated):
            identity.credential_of(environ, "session")


VARIABLES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
SET = ["PORT", "HOST", "PUBLIC_URL", "BROKER_URL", "DATABASE_URL", "WORKERS", "POOL_SIZE", "LOG_LEVEL"]
SET += ["HEALTH_PORT", "OTLP_ENDPOINT", "SERVICE_KEYS", "SERVICE_PUBLIC_KEYS", "PREVIOUS_RELEASE_UNTIL"]
SET += ["IDENTITY_PUBLIC_KEYS", "MESSAGE_KEYS", "TRUSTED_PROXIES", "RATE_LIMITS", "SESSION_RATE"]


@fuzz
@example({"TRUSTED_PROXIES": "\x1e"})
@given(st.dictionaries(st.sampled_from(SET), st.one_of(VARIABLES, st.sampled_from(["", "0", "-1", "99999"]))))
def test_any_environment_is_a_setting_or_one_line_about_it(said: dict[str, str]) -> None:
    good = {
        "BROKER_URL": "amqp://broker/",
        "DATABASE_URL": "postgresql://database/x",
        "IDENTITY_PUBLIC_KEYS": "",
        "SERVICE_KEYS": KEY,
        "SERVICE_PUBLIC_KEYS": ",".join(f"{name}={service_keys.public_key(KEY)}" for name in SERVICES),
    }
    with pytest.MonkeyPatch.context() as patched:
        for name in [name for name in os.environ if name.startswith("CLIENTELE_")]:
            patched.delenv(name)
        for name, value in {**good, **said}.items():
            patched.setenv(f"CLIENTELE_{name}", value)
        env = Env(prefix="CLIENTELE_")
        for read in (lambda: chassis_settings.read("accounts", env), lambda: gateway_settings.read(env)):
            line = one_line_about(read)
            assert len(line.splitlines()) <= 1, line


def one_line_about(read: Callable[[], object]) -> str:
    """What is wrong with the settings; empty where nothing is."""
    try:
        read()
    except SettingsError as error:
        return str(error)
    return ""
