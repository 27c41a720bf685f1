"""The OpenAPI document says what is served."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest
from werkzeug.test import Client as HttpClient

from gateway import api, openapi
from gateway.openapi_file import FILE


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made: dict[str, Any] = orjson.loads(FILE.read_bytes())
    return made


def test_the_committed_document_is_current() -> None:
    assert FILE.read_bytes() == openapi.rendered(), "stale: run `python -m gateway.openapi`"


def test_the_document_is_served_as_committed(http: HttpClient) -> None:
    assert http.get("/openapi.json").data == FILE.read_bytes()


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(operation.method, operation.path) for operation in api.OPERATIONS}


def test_nothing_internal_is_shown(document: dict[str, Any]) -> None:
    assert "address" not in document["components"]["schemas"]["SignIn"]["properties"]
    assert "if_version" not in document["components"]["schemas"]["PracticeChange"]["properties"]


def test_unknown_fields_are_refused_by_the_document_too(document: dict[str, Any]) -> None:
    for form in ("CreateBusiness", "CreateSelfEmployed"):
        assert document["components"]["schemas"][form]["additionalProperties"] is False


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in re.findall(r'"#/([^"]+)"', FILE.read_text()):
        found: Any = document
        for step in reference.split("/"):
            found = found[step]


def test_every_problem_is_explained_on_the_page(http: HttpClient, document: dict[str, Any]) -> None:
    page = http.get("/docs").text
    for problem in document["x-problems"]:
        assert f'id="problem-{problem["code"]}"' in page


def test_the_page_shows_each_operation_with_a_line_for_curl(http: HttpClient) -> None:
    page = http.get("/docs").text
    for operation in api.OPERATIONS:
        assert f'id="{operation.name}"' in page
    assert "--json &#39;{" in page


def test_every_link_within_the_page_leads_somewhere(http: HttpClient) -> None:
    page = http.get("/docs").text
    targets = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= targets


def test_every_example_is_what_its_schema_takes() -> None:
    for operation in api.OPERATIONS:
        if operation.example:
            operation.call.request(exclude=operation.parameters).load(dict(operation.example))
