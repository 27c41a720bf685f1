"""Documents over HTTP: as they come and as they go (docs/adr/0053)."""

from __future__ import annotations

import os
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from contracts.accounts.documents import LARGEST_DOCUMENT, PART
from gateway import app
from gateway.settings import Settings
from tests.accounts.document_calls import PDF, names
from tests.builders import Person
from tests.gateway.stand_in import bearer

_FILE = "application/octet-stream"


@pytest.fixture
def http(rpc: RpcClient) -> HttpClient:
    return HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc), use_cookies=False)


@pytest.fixture
def client_id(owner: Person) -> str:
    return str(owner.adds_client()["id"])


def sends(
    http: HttpClient, owner: Person, client_id: str, content: Any, name: str = "x.pdf", **headers: str
) -> TestResponse:
    return http.post(
        f"/v1/clients/{client_id}/documents",
        query_string={"filename": name},
        data=content,
        content_type=_FILE,
        headers=bearer(owner.token, **headers),
    )


def test_a_document_is_uploaded_and_saved_again(http: HttpClient, owner: Person, client_id: str) -> None:
    content = PDF + os.urandom(3 * PART)
    answer = sends(http, owner, client_id, content)
    assert answer.status_code == 201, answer.text
    place = answer.headers["Location"]
    saved = http.get(f"{place}/content", headers=bearer(owner.token))
    assert saved.data == content
    assert http.get(place, headers=bearer(owner.token)).json == answer.json


def test_one_of_whole_parts_alone_is_whole(http: HttpClient, owner: Person, client_id: str) -> None:
    answer = sends(http, owner, client_id, b"x" * 2 * PART)
    assert (answer.json or {})["size"] == 2 * PART


def test_a_document_is_saved_and_is_no_page_of_ours(http: HttpClient, owner: Person, client_id: str) -> None:
    page = b"<html><script>fetch('/v1/clients')</script></html>"
    name = 'a"b\r\nSet-Cookie: x=1 \u202e請求書.html'
    answer = sends(http, owner, client_id, page, name)
    saved = http.get(f"{answer.headers['Location']}/content", headers=bearer(owner.token))
    assert saved.headers["Content-Type"] == "text/plain"
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in saved.headers["Content-Security-Policy"]
    assert "default-src 'none'" in saved.headers["Content-Security-Policy"]
    said = saved.headers["Content-Disposition"]
    assert said.startswith('attachment; filename="a_b Set-Cookie_ x_1 ')
    assert "filename*=UTF-8''a_b%20Set-Cookie_" in said
    assert "Set-Cookie" not in saved.headers


def test_what_is_too_large_is_refused(http: HttpClient, owner: Person, client_id: str) -> None:
    answer = sends(http, owner, client_id, bytes(LARGEST_DOCUMENT + 1))
    assert (answer.json or {})["code"] == "payload_too_large"
    assert names(owner, client_id) == []


@pytest.mark.parametrize(("content", "name"), [(b"", "x.pdf"), (PDF, "")])
def test_neither_an_empty_one_nor_one_without_a_name_is_taken(
    http: HttpClient, owner: Person, client_id: str, content: bytes, name: str
) -> None:
    answer = sends(http, owner, client_id, content, name)
    assert (answer.json or {})["code"] == "invalid_input"
    assert names(owner, client_id) == []


def test_only_bytes_are_taken(http: HttpClient, owner: Person, client_id: str) -> None:
    answer = http.post(f"/v1/clients/{client_id}/documents?filename=x", json={}, headers=bearer(owner.token))
    assert (answer.json or {})["code"] == "unsupported_media_type"


def test_the_same_key_sends_it_once_and_another_document_under_it_is_refused(
    http: HttpClient, owner: Person, client_id: str
) -> None:
    content = os.urandom(PART + 10)
    key = {"Idempotency-Key": "a-receipt"}
    first = sends(http, owner, client_id, content, **key)
    again = sends(http, owner, client_id, content, **key)
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    for other in (content[:-1] + b"!", b"!" + content[1:], content[:PART], content + b"more"):
        assert (sends(http, owner, client_id, other, **key).json or {})["code"] == "idempotency_key_reused"
    assert names(owner, client_id) == ["x.pdf"]


def test_one_that_is_deleted_is_taken_back(http: HttpClient, owner: Person, client_id: str) -> None:
    place = sends(http, owner, client_id, PDF).headers["Location"]
    assert http.delete(place, headers=bearer(owner.token)).status_code == 204
    assert http.get(f"{place}/content", headers=bearer(owner.token)).status_code == 404
    listed = {
        said: http.get(f"/v1/clients/{client_id}/documents?deleted={said}", headers=bearer(owner.token)).json
        for said in ("true", "false", "maybe")
    }
    assert len((listed["true"] or {})["items"]) == 1
    assert (listed["false"] or {})["items"] == []
    assert (listed["maybe"] or {})["errors"][0]["pointer"] == "/deleted"
    assert http.post(f"{place}/restore", headers=bearer(owner.token)).status_code == 200
    assert http.get(f"{place}/content", headers=bearer(owner.token)).data == PDF
