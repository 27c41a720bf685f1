"""Log lines: structured, findable by request, and without secrets."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import structlog

from chassis import context
from chassis.context import Context
from chassis.observability import logs
from chassis.observability.redaction import redact, redact_text
from contracts.messages import SECRETS, Call
from contracts.shapes import RequestShape
from contracts.subscriptions import CALLS


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    logging.getLogger().handlers[:], level = before
    logging.getLogger().setLevel(level)


def begin() -> None:
    """Configure within the test, where standard output is the one it captures."""
    logs.configure("accounts", "info")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_line_names_the_service_and_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    begin()
    with context.enter(Context("request-1")):
        logs.get("here").info("client_created", crn="ABC")
    (line,) = lines(capsys)
    assert (line["service"], line["correlation_id"], line["event"]) == (
        "accounts",
        "request-1",
        "client_created",
    )
    assert (line["crn"], line["logger"], line["level"]) == ("ABC", "here", "info")


def test_the_standard_librarys_lines_go_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    begin()
    logging.getLogger("nameko.containers").warning("worker of %s", "jo@acme.example")
    (line,) = lines(capsys)
    assert (line["event"], line["service"]) == ("worker of ***@acme.example", "accounts")


def test_a_traceback_is_one_field_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    begin()
    try:
        raise ValueError("password='hunter2' for jo@acme.example")
    except ValueError:
        logs.get("here").exception("failed")
    (line,) = lines(capsys)
    assert "ValueError" in line["exception"]
    assert "hunter2" not in line["exception"]
    assert "jo@" not in line["exception"]


def test_lines_below_the_level_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    begin()
    logs.get("here").debug("noise")
    assert lines(capsys) == []


@pytest.mark.parametrize(
    "key",
    ["password", "Authorization", "access_token", "client_secret", "Set-Cookie", "passport", "totp", "code"],
)
def test_secrets_are_removed_by_their_name(key: str) -> None:
    assert redact({"deep": [{key: "hush"}]}) == {"deep": [{key: "[removed]"}]}


@dataclass(frozen=True, kw_only=True, slots=True)
class Redeem(RequestShape):
    """A request with secrets in it, and inside what is in it."""

    name: str
    password: str
    token: str
    codes: tuple[Redeem, ...] = ()


def test_a_secret_in_a_shape_never_reaches_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    """product.md 9.2: shapes are no mappings, and their fields are looked at all the same."""
    inner = Redeem(name="inner", password="hush-1", token="hush-2")
    begin()
    logs.get("test").warning(
        "refused", request=Redeem(name="Jo", password="hush-3", token="hush-4", codes=(inner,))
    )
    logs.get("test").warning("refused", requests=[inner])
    logs.get("test").warning(f"refused {inner}")
    written = lines(capsys)
    assert "hush" not in json.dumps(written)
    assert written[0]["request"]["name"] == "Jo"
    assert written[0]["request"]["codes"][0] == {
        "name": "inner",
        "password": "[removed]",
        "token": "[removed]",
        "codes": [],
    }


@pytest.mark.parametrize("call", CALLS, ids=lambda each: f"{each.service}.{each.method}")
def test_no_secret_of_any_request_reaches_a_log(call: Call) -> None:
    """By the shape of each call: what is filled into a field that is named as a secret is not there."""
    if not dataclasses.is_dataclass(call.request):
        return
    names = [field.name for field in dataclasses.fields(call.request)]
    filled = call.request(**dict.fromkeys(names, "hush"))
    shown = redact(filled)
    assert {name for name in names if shown[name] == "[removed]"} >= SECRETS & set(names)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail to jo.bloggs+x@acme.example failed", "mail to ***@acme.example failed"),
        ("call +447700900123 or 07700 900123", "call +44***23 or 0***23"),
        ("amqp://guest:p@ss@rabbit:5672/", "amqp://guest:[removed]@rabbit:5672/"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [removed]"),
        ("http://x/invitation#TOKEN-1 opened", "http://x/invitation#[removed] opened"),
        ('{"token": "abc", "name": "x"}', '{"token": [removed], "name": "x"}'),
    ],
)
def test_what_is_secret_is_found_in_a_sentence_too(text: str, shown: str) -> None:
    assert redact_text(text) == shown


@pytest.mark.parametrize(
    "harmless",
    [
        "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
        "2026-11-22T23:38:55+00:00",
        "http://127.0.0.1:8000/v1/clients",
        "20261122233855",
        "0123456789abcdef0123456789abcdef",
    ],
)
def test_ids_times_and_addresses_stay_readable(harmless: str) -> None:
    assert redact_text(harmless) == harmless
