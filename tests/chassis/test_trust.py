"""What comes over the broker is believed where it is signed by who may send it, and nothing else is."""

from __future__ import annotations

import dataclasses
import datetime
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from chassis.process import settings
from chassis.process.settings import SettingsError
from chassis.rpc import wire
from chassis.security import identity, service_keys
from chassis.security.identity import Mint, Reader
from chassis.security.service_keys import ServiceKeys
from chassis.security.trust import SEALED, Forged, Trust
from chassis.security.vault import CannotOpen
from contracts import access, accounts
from contracts.access.events import GRANT_CLIENT_ACCESS
from contracts.accounts.events import CLIENT_TRANSFERRED
from contracts.callers import INTERNAL, calls_of, calls_of_gateway, reach
from contracts.envelope import Envelope
from contracts.errors import InvalidInput, Unauthenticated
from contracts.messages import SECRETS
from contracts.subscriptions import CALLS, SERVICES

PRIVATE = {name: service_keys.generate_key() for name in SERVICES}
PUBLIC = [f"{name}={service_keys.public_key(key)}" for name, key in PRIVATE.items()]
TODAY = datetime.date(2026, 3, 10)
BODY = b'{"client_id": "client_1"}'
SAID = Envelope("m1", CLIENT_TRANSFERRED.type, "/clientele/accounts", "client_1", "2026-01-01T00:00:00Z", "c")


@pytest.fixture(autouse=True)
def midday() -> Iterator[None]:
    """The same day from a test's beginning to its end."""
    with time_machine.travel(datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC)):
        yield


def trust_of(name: str | None, until: datetime.date | None = None) -> Trust:
    return Trust(ServiceKeys([PRIVATE[name]] if name else [], PUBLIC), until)


def signed_by(name: str, said: Envelope = SAID, body: bytes = BODY) -> Any:
    headers = trust_of(name).sign(name, CLIENT_TRANSFERRED.exchange, said.headers(), body)
    return headers["clientele-signature"]


def test_an_event_is_believed_of_its_source() -> None:
    trust_of("connections").check(CLIENT_TRANSFERRED, SAID, signed_by("accounts"), BODY)


@pytest.mark.parametrize(
    ("signature", "said", "body"),
    [
        (None, SAID, BODY),
        ("", SAID, BODY),
        (b"accounts.\xff", SAID, BODY),
        ("accounts.", SAID, BODY),
        ("accounts.é", SAID, BODY),
        (signed_by("connections"), SAID, BODY),
        (signed_by("connections").replace("connections.", "accounts."), SAID, BODY),
        (signed_by("accounts"), SAID, b'{"client_id": "client_2"}'),
        (signed_by("accounts"), dataclasses.replace(SAID, id="m2"), BODY),
        (signed_by("accounts"), dataclasses.replace(SAID, subject="client_2"), BODY),
        (signed_by("accounts"), dataclasses.replace(SAID, source="/clientele/connections"), BODY),
        (signed_by("accounts"), dataclasses.replace(SAID, type="ClientDeleted"), BODY),
    ],
)
def test_an_event_that_its_source_did_not_send_so_is_forged(
    signature: Any, said: Envelope, body: bytes
) -> None:
    with pytest.raises(Forged):
        trust_of("connections").check(CLIENT_TRANSFERRED, said, signature, body)


def test_a_signature_of_one_message_is_none_of_another_kind() -> None:
    with pytest.raises(Forged):
        trust_of("access").check(GRANT_CLIENT_ACCESS, SAID, signed_by("accounts"), BODY)


def test_an_unsigned_event_is_believed_until_the_day_of_the_transition_and_no_longer() -> None:
    trust_of("access", TODAY).check(CLIENT_TRANSFERRED, SAID, None, BODY)
    with pytest.raises(Forged):
        trust_of("access", TODAY - datetime.timedelta(days=1)).check(CLIENT_TRANSFERRED, SAID, None, BODY)


def test_in_the_transition_a_wrong_signature_is_no_better_than_else() -> None:
    with pytest.raises(Forged):
        trust_of("access", TODAY).check(CLIENT_TRANSFERRED, SAID, signed_by("connections"), BODY)


def batch(size: int) -> list[tuple[Envelope, bytes, str]]:
    """Messages of accounts that were signed together."""
    said = [dataclasses.replace(SAID, id=f"m{number}") for number in range(size)]
    bodies = [b'{"client_id": "client_%d"}' % number for number in range(size)]
    parts = [
        (CLIENT_TRANSFERRED.exchange, each.headers(), body) for each, body in zip(said, bodies, strict=True)
    ]
    signed = trust_of("accounts").sign_all("accounts", parts)
    assert len({header["clientele-signature"].split(".")[1] for header in signed}) == 1
    return [
        (each, body, header["clientele-signature"])
        for each, body, header in zip(said, bodies, signed, strict=True)
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 50, 500])
def test_each_message_of_a_batch_is_believed_by_itself_and_in_any_order(size: int) -> None:
    messages = batch(size)
    for said, body, signature in messages[:10]:
        trust_of("connections").check(CLIENT_TRANSFERRED, said, signature, body)
    reader = trust_of("connections")
    for said, body, signature in messages[::-1]:
        reader.check(CLIENT_TRANSFERRED, said, signature, body)


def test_a_batch_is_checked_once() -> None:
    checked = []

    class Keys(ServiceKeys):
        def is_signed_by(self, service: str, data: bytes, signature: str) -> bool:
            checked.append(service)
            return super().is_signed_by(service, data, signature)

    reader = Trust(Keys([], PUBLIC))
    for said, body, signature in batch(50):
        reader.check(CLIENT_TRANSFERRED, said, signature, body)
    assert checked == ["accounts"]


def test_what_was_not_in_a_batch_is_forged_though_its_signature_is_known() -> None:
    reader, messages = trust_of("connections"), batch(8)
    for said, body, signature in messages:
        reader.check(CLIENT_TRANSFERRED, said, signature, body)
    (said, body, signature), (_, other_body, other) = messages[:2]
    sender, signed, path = signature.split(".")
    raw = service_keys.decode(path)
    alone = f"{sender}.{signed}"
    # A pair of the tree's hashes handed out as if it were a message.
    inner = raw[1:33] + raw[1:33]
    for forged_body, forged_signature in (
        (other_body, signature),
        (body, other),
        (body, alone),
        (body, f"{alone}.{path[:-44]}"),
        (body, f"{alone}.{path}{path}"),
        (body, f"{alone}.{service_keys.encode(raw[33:])}"),
        (body, f"{alone}.{service_keys.encode(bytes([raw[0] ^ 1]) + raw[1:])}"),
        (body, f"{alone}.{service_keys.encode(bytes([7]) + raw[1:])}"),
        (body, f"{alone}.{service_keys.encode(raw * 100)}"),
        (body, f"{alone}.é"),
        (inner, f"{alone}.{service_keys.encode(raw[33:])}"),
        (b"{}", signature),
    ):
        with pytest.raises(Forged):
            reader.check(CLIENT_TRANSFERRED, said, forged_signature, forged_body)
    with pytest.raises(Forged):
        reader.check(CLIENT_TRANSFERRED, dataclasses.replace(said, id="m99"), signature, body)


def test_a_signature_that_is_known_of_one_is_none_of_another() -> None:
    reader = trust_of("connections")
    ((said, body, signature),) = batch(1)
    reader.check(CLIENT_TRANSFERRED, said, signature, body)
    with pytest.raises(Forged):
        reader.check(CLIENT_TRANSFERRED, said, signature.replace("accounts.", "access."), body)


def test_a_rotated_key_signs_and_the_old_one_is_still_known() -> None:
    new = service_keys.generate_key()
    readers = ServiceKeys([], [f"accounts={service_keys.public_key(new)}", *PUBLIC])
    for keys in (PRIVATE["accounts"], new):
        signature = ServiceKeys([keys], PUBLIC).sign(b"data")
        assert readers.is_signed_by("accounts", b"data", signature)


SIGN_IN = {"email": "a@b.example", "password": "correct horse", "totp": "123456"}


def test_a_password_travels_sealed_and_opens_for_the_callee_in_that_call_only() -> None:
    deadline = time.time()
    sent = dict(trust_of(None).seal(access.SIGN_IN, SIGN_IN, repr(deadline)))
    assert "correct horse" not in str(sent)
    assert set(sent) == {"email", SEALED}
    assert trust_of("access").open(access.SIGN_IN, dict(sent), deadline) == SIGN_IN
    for other, call, when in (
        ("connections", access.SIGN_IN, deadline),
        ("access", access.CHANGE_PASSWORD, deadline),
        ("access", access.SIGN_IN, deadline + 1),
    ):
        with pytest.raises(CannotOpen):
            trust_of(other).open(call, dict(sent), when)


def test_an_open_password_is_refused_by_its_name_except_in_the_transition() -> None:
    with pytest.raises(InvalidInput) as refused:
        trust_of("access").open(access.SIGN_IN, dict(SIGN_IN), 1.0)
    assert refused.value.errors[0]["pointer"] == "/password"
    assert trust_of("access", TODAY).open(access.SIGN_IN, dict(SIGN_IN), 1.0) == SIGN_IN
    assert trust_of("accounts", TODAY).seal(access.SIGN_IN, SIGN_IN, "1.0") == SIGN_IN


def test_whatever_holds_a_secret_is_known_to() -> None:
    assert access.SIGN_IN.secrets == ("password", "totp")
    assert accounts.REGISTER_PRACTICE.secrets == ("owner",)
    assert access.AUTHENTICATE.secrets == ("token_hash",)
    for call in CALLS:
        assert set(call.request_schema().fields) & SECRETS <= set(call.secrets), call.method


@pytest.mark.parametrize("shown_to", SERVICES)
@pytest.mark.parametrize("reader", SERVICES)
def test_a_passport_reaches_who_it_was_shown_to_and_whom_that_calls(shown_to: str, reader: str) -> None:
    private = identity.generate_private_key()
    mint = Mint(private)
    passport, _ = mint.issue(user_id="u", account_id="a", kind="practice", session_id="s")
    shown = next(s for s in mint.audience(passport).split() if s.startswith(f"{shown_to}="))
    reads = Reader([identity.public_key(private)], reader)
    if reader in reach(shown_to):
        assert reads.read(passport, shown).user_id == "u"
    else:
        with pytest.raises(Unauthenticated):
            reads.read(passport, shown)


@pytest.mark.parametrize("shown", [None, "", "accounts=", "accounts=AAAA", "nobody=AAAA", "é=é"])
def test_a_passport_without_an_audience_is_nobodys(shown: str | None) -> None:
    private = identity.generate_private_key()
    passport, _ = Mint(private).issue(user_id="u", account_id="a", kind="practice", session_id="s")
    with pytest.raises(Unauthenticated):
        Reader([identity.public_key(private)], "accounts").read(passport, shown)
    assert Reader([identity.public_key(private)]).read(passport, shown).user_id == "u"


def test_an_audience_names_one_passport_and_no_other() -> None:
    private = identity.generate_private_key()
    mint = Mint(private)
    one, _ = mint.issue(user_id="one", account_id="a", kind="practice", session_id="s")
    other, _ = mint.issue(user_id="other", account_id="a", kind="practice", session_id="s")
    with pytest.raises(Unauthenticated):
        Reader([identity.public_key(private)], "accounts").read(one, mint.audience(other).split()[0])


def test_every_call_is_the_gateways_or_a_services_or_offered() -> None:
    """The broker's rights follow from it: a call that nobody is named for works for nobody."""
    named = {call for service in SERVICES for call in calls_of(service)} | set(calls_of_gateway())
    assert {call.method for call in set(CALLS) - named} == {"resolve_extract_email"}
    for service, calls in INTERNAL.items():
        assert service not in {call.service for call in calls}


def test_replies_go_to_our_own_callers_and_to_stock_ones_only() -> None:
    assert wire.is_reply_address("amq.rabbitmq.reply-to.g1h2AA==")
    assert wire.is_reply_address("6c0a9c0e-7d0a-4d6a-a6dd-0d0f4f4f6a5a")
    for address in ("accounts.archive_client", "amq.rabbitmq.reply-to", "access.accounts.ClientDeleted", ""):
        assert not wire.is_reply_address(address)


def settings_of(**changes: str) -> dict[str, str]:
    return {
        "CLIENTELE_BROKER_URL": "amqp://broker/",
        "CLIENTELE_SERVICE_KEYS": PRIVATE["accounts"],
        "CLIENTELE_SERVICE_PUBLIC_KEYS": ",".join(PUBLIC),
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"CLIENTELE_SERVICE_KEYS": ""}, "CLIENTELE_SERVICE_KEYS"),
        ({"CLIENTELE_SERVICE_KEYS": "short"}, "CLIENTELE_SERVICE_KEYS"),
        ({"CLIENTELE_SERVICE_PUBLIC_KEYS": ""}, "CLIENTELE_SERVICE_PUBLIC_KEYS"),
        ({"CLIENTELE_SERVICE_PUBLIC_KEYS": PUBLIC[0]}, "has no key of access"),
        ({"CLIENTELE_PREVIOUS_RELEASE_UNTIL": "soon"}, "CLIENTELE_PREVIOUS_RELEASE_UNTIL"),
        ({"CLIENTELE_PREVIOUS_RELEASE_UNTIL": "2999-01-01"}, "at most 31 days"),
    ],
)
def test_settings_that_would_let_anybody_in_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], named: str
) -> None:
    for name, value in settings_of(**changes).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=named):
        settings.trust(settings.environment(), "accounts")


def test_without_a_transition_it_is_strict_and_after_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for until, strict in ((None, True), (TODAY - datetime.timedelta(days=1), True), (TODAY, False)):
        for name, value in settings_of(CLIENTELE_PREVIOUS_RELEASE_UNTIL=str(until)).items():
            monkeypatch.setenv(name, value)
        if until is None:
            monkeypatch.delenv("CLIENTELE_PREVIOUS_RELEASE_UNTIL")
        assert settings.trust(settings.environment(), "accounts").strict is strict
