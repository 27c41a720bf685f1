"""What the gateway says of bodies and queries: only whether they can be read."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client as HttpClient

from contracts.errors import InvalidInput
from gateway.http import bodies
from gateway.http.problems import MalformedJson, PayloadTooLarge
from tests.gateway.stand_in import CLIENT_ID, StandIn, bearer

MIB = 1024 * 1024


def body_of(content: bytes) -> dict[str, Any]:
    return bodies.read_object(
        {
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(content)),
            "wsgi.input": BytesIO(content),
        }
    )


def post(
    http: HttpClient, data: bytes | str, content_type: str | None = "application/json"
) -> tuple[int, str]:
    response = http.post("/v1/practices", data=data, content_type=content_type)
    return response.status_code, (response.json or {}).get("code", "")


def test_the_body_reaches_the_service_as_it_was_sent(http: HttpClient, services: StandIn) -> None:
    http.post("/v1/practices", json={"name": "Bïrch", "owner": {"name": None}})
    assert services.last("register_practice")[0] == {"name": "Bïrch", "owner": {"name": None}}


@pytest.mark.parametrize(
    "malformed",
    [
        "",
        "{",
        '{"a": 1} x',
        "{'a': 1}",
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": 1e999}',
        '{"a": "\\ud800"}',
        b'{"a": "\xff"}',
        '{"a": 1, "a": 2}',
        '{"b": {"a": 1, "a"  : 1}}',
        "[" * 100_000,
        '{"a":' * 40 + "1" + "}" * 40,
    ],
)
def test_what_is_not_json_is_malformed(http: HttpClient, malformed: str | bytes) -> None:
    assert post(http, malformed) == (400, "malformed_json")


@pytest.mark.parametrize("value", ["[]", "null", "1", '"a"', "true"])
def test_a_body_that_is_no_object_is_invalid(http: HttpClient, value: str) -> None:
    assert post(http, value) == (422, "invalid_input")


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", None, "application/json; charset=latin-1"],
)
def test_a_body_of_another_kind_is_refused(http: HttpClient, content_type: str | None) -> None:
    assert post(http, "{}", content_type) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"'],
)
def test_json_in_utf_8_is_taken(http: HttpClient, content_type: str) -> None:
    assert post(http, "{}", content_type)[0] == 201


def test_a_body_of_one_mebibyte_is_taken_and_a_larger_one_is_not(http: HttpClient) -> None:
    frame = len('{"a": ""}')
    assert post(http, '{"a": "%s"}' % ("x" * (MIB - frame)))[0] == 201
    assert post(http, '{"a": "%s"}' % ("x" * (MIB - frame + 1))) == (413, "payload_too_large")


def test_a_body_without_a_length_is_measured_as_it_is_read() -> None:
    chunked = {
        "CONTENT_TYPE": "application/json",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": BytesIO(b" " * (MIB + 5)),
    }
    with pytest.raises(PayloadTooLarge):
        bodies.read_object(chunked)


def test_a_body_that_breaks_off_is_malformed() -> None:
    with pytest.raises(MalformedJson):
        bodies.read_object(
            {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": "9", "wsgi.input": BytesIO(b"{}")}
        )


def test_texts_that_look_like_keys_are_no_repeated_keys() -> None:
    assert body_of(b'{"a": "\\"a\\": 1, \\"a\\": 2", "b": ["\\"a\\":"]}')["b"] == ['"a":']


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text('a":\\ \n', max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('a":\\', max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text('a":\\', max_size=3), values, max_size=4))
def test_every_object_without_repeated_keys_is_read(value: dict[str, Any]) -> None:
    assert body_of(json.dumps(value).encode()) == value


@given(st.text('a":\\', max_size=3), values, values)
def test_no_repeated_key_is_overlooked(key: str, first: object, second: object) -> None:
    written = f"[{{{json.dumps(key)}: {json.dumps(first)}, {json.dumps(key)} : {json.dumps(second)}}}]"
    with pytest.raises(MalformedJson):
        body_of(b'{"deep": %s}' % written.encode())


def test_what_only_the_gateway_may_say_is_unknown_in_a_body(http: HttpClient, services: StandIn) -> None:
    response = http.post("/v1/sessions", json={"email": "a@b.example", "password": "x", "address": "1.2.3.4"})
    assert response.status_code == 422
    assert response.json is not None
    assert response.json["errors"][0]["pointer"] == "/address"
    assert not services.made("sign_in")


def test_a_version_is_not_taken_from_the_body(http: HttpClient) -> None:
    response = http.patch("/v1/practice", json={"if_version": 1}, headers=bearer())
    assert response.status_code == 422


def test_the_query_reaches_the_service_as_texts(http: HttpClient, services: StandIn) -> None:
    http.get("/v1/clients?limit=2&sort=-name", headers=bearer())
    assert services.last("list_clients")[0] == {"limit": "2", "sort": "-name"}


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("colour=red", "/colour", "unknown_field"),
        ("limit=1&limit=2", "/limit", "repeated"),
        ("a%2Fb~=1", "/a~1b~0", "unknown_field"),
        ("sort=%ff", "", "wrong_type"),
        ("&".join(f"a{n}=1" for n in range(60)), "", "too_many"),
    ],
)
def test_a_query_that_is_not_understood_is_invalid(
    http: HttpClient, query: str, pointer: str, code: str
) -> None:
    response = http.get(f"/v1/clients?{query}", headers=bearer())
    assert response.status_code == 422
    assert response.json is not None
    assert (response.json["errors"][0]["pointer"], response.json["errors"][0]["code"]) == (pointer, code)


def test_a_parameter_of_the_path_cannot_come_in_the_query(http: HttpClient) -> None:
    response = http.get(f"/v1/clients/{CLIENT_ID}?client_id={CLIENT_ID}", headers=bearer())
    assert response.status_code == 422


def test_a_post_takes_no_query() -> None:
    with pytest.raises(InvalidInput):
        bodies.read_query("name=x", frozenset())
