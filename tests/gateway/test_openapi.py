"""The OpenAPI document says what is served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from werkzeug.test import Client as HttpClient

from gateway.api import resources
from gateway.openapi.document import rendered
from gateway.openapi_file import FILE
from gateway.web.documentation.guides import GUIDES


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made: dict[str, Any] = orjson.loads(FILE.read_bytes())
    return made


def test_the_committed_document_is_current() -> None:
    assert FILE.read_bytes() == rendered(), "stale: run `python -m gateway.openapi`"


def test_the_document_is_served_as_committed(http: HttpClient) -> None:
    assert http.get("/openapi.json").data == FILE.read_bytes()


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(operation.method, operation.path) for operation in resources.OPERATIONS}


def test_nothing_internal_is_shown(document: dict[str, Any]) -> None:
    assert "address" not in document["components"]["schemas"]["SignIn"]["properties"]
    assert "if_version" not in document["components"]["schemas"]["PracticeChange"]["properties"]


def test_unknown_fields_are_refused_by_the_document_too(document: dict[str, Any]) -> None:
    for form in ("CreateBusiness", "CreateSelfEmployed"):
        assert document["components"]["schemas"][form]["additionalProperties"] is False


def test_what_may_be_null_is_null_among_its_choices_too(document: dict[str, Any]) -> None:
    """JSON Schema refuses what no list of choices has, whatever the type says."""

    def choices(part: Any) -> Iterator[list[Any]]:
        if isinstance(part, dict):
            if "enum" in part and "null" in part.get("type", ()):
                yield part["enum"]
            for each in part.values():
                yield from choices(each)
        elif isinstance(part, list):
            for each in part:
                yield from choices(each)

    found = list(choices(document["components"]["schemas"]))
    assert len(found) > 20
    assert [each for each in found if None not in each] == []
    # An address has none.
    assert [each for each in choices(document["paths"]) if None in each] == []


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in re.findall(r'"#/([^"]+)"', FILE.read_text()):
        found: Any = document
        for step in reference.split("/"):
            found = found[step]


def test_every_problem_is_explained_on_the_page(http: HttpClient, document: dict[str, Any]) -> None:
    page = http.get("/docs").text
    for problem in document["x-problems"]:
        assert f'id="problem-{problem["code"]}"' in page


@pytest.fixture
def pages(http: HttpClient, document: dict[str, Any]) -> dict[str, str]:
    """Each page of the documentation by its address."""
    groups = [tag["name"].lower().replace(" ", "-") for tag in document["tags"]]
    guides = [f"guides/{guide.slug}" for guide in GUIDES]
    paths = ["/docs", *(f"/docs/{name}" for name in [*groups, *guides, "schemas"])]
    return {path: http.get(path).text for path in paths}


def test_each_operation_is_listed_and_told_with_a_line_for_curl(pages: dict[str, str]) -> None:
    for operation in resources.OPERATIONS:
        (documented,) = [page for page in pages.values() if f'id="{operation.name}"' in page]
        assert "<code>curl " in documented
        assert f'#{operation.name}"' in pages["/docs"]
    assert "--json &#39;{" in pages["/docs/clients"]


def test_each_body_is_told(pages: dict[str, str], document: dict[str, Any]) -> None:
    documented = {
        match[1]: match[2]
        for page in pages.values()
        for match in re.finditer(r'<article id="([^"]+)"(.*?)</article>', page, re.S)
    }
    for methods in document["paths"].values():
        for described in methods.values():
            if "requestBody" in described:
                assert re.search("<(caption|h3)>Body<", documented[described["operationId"]]), described[
                    "operationId"
                ]


def test_every_link_within_the_documentation_leads_somewhere(pages: dict[str, str]) -> None:
    targets = {path: set(re.findall(r' id="([^"]+)"', page)) for path, page in pages.items()}
    for path, page in pages.items():
        for elsewhere, target in re.findall(r'href="(/docs[^"#]*)?(?:#([^"]+))?"', page):
            assert not target or target in targets[elsewhere or path], (path, elsewhere, target)


def test_there_is_no_page_of_a_group_that_there_is_not(http: HttpClient) -> None:
    assert http.get("/docs/none").status_code == 404


def test_the_documentation_looks_as_each_reader_has_chosen(http: HttpClient) -> None:
    for scheme in ("dark", "light"):
        assert f'data-scheme="{scheme}"' in http.get("/docs", headers={"Cookie": f"appearance={scheme}"}).text


def test_every_example_is_what_its_schema_takes() -> None:
    for operation in resources.OPERATIONS:
        if operation.example:
            operation.request_schema(exclude=operation.parameters).load(dict(operation.example))
