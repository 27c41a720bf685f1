"""What clients are asked and told over HTTP: files, conditions, downloads."""

from typing import Any

import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from contracts.accounts.imports import LARGEST_FILE
from gateway import app
from gateway.settings import Settings
from services.accounts.client_lists import client_export
from tests.builders import Person, eventually, unique
from tests.gateway.stand_in import bearer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def http(rpc: RpcClient) -> HttpClient:
    return HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc), use_cookies=False)


def json_of(response: TestResponse, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert isinstance(response.json, dict)
    return response.json


def uploads(
    http: HttpClient, owner: Person, file: bytes, media: str = "text/csv", **headers: str
) -> TestResponse:
    return http.post(
        "/v1/client-imports?filename=mine.csv",
        data=file,
        headers=bearer(owner.token, **headers),
        content_type=media,
    )


def test_a_file_is_uploaded_followed_and_imported(http: HttpClient, owner: Person) -> None:
    # More than one part travels.
    file = b"name,note\n" + b"".join(b"Client %04d,%s\n" % (n, b"x" * 900) for n in range(700))
    begun = uploads(http, owner, file)
    found = json_of(begun, 201)
    place = begun.headers["Location"]
    headers = bearer(owner.token)

    def state(*wanted: str) -> dict[str, Any] | None:
        now = json_of(http.get(place, headers=headers))
        return now if now["state"] in wanted else None

    found = eventually(lambda: state("mapping"))
    assert (found["filename"], found["rows"]) == ("mine.csv", 700)
    mapped = http.patch(place, json={"columns": ["name", None]}, headers=headers)
    assert json_of(mapped)["state"] == "checking"
    eventually(lambda: state("ready"), within=30)
    listed = json_of(http.get(f"{place}/rows?verdict=new&limit=2", headers=headers))
    assert [row["number"] for row in listed["items"]] == [2, 3]
    assert listed["next_cursor"] == 3
    json_of(http.post(f"{place}/start", headers=headers))
    done = eventually(lambda: state("done"), within=30)
    assert done["counts"]["created"] == 700
    assert json_of(http.post(f"{place}/start", headers=headers), 409)["code"] == "import_state"


def test_a_file_changes_clients_and_that_is_taken_back(http: HttpClient, owner: Person) -> None:
    acme = owner.adds_client(name="Acme", practice_code="A1", postcode="LS1 4AP")
    bolt = owner.adds_client(name="Bolt", practice_code="B1")
    headers = bearer(owner.token)
    file = f"CRN,Ref,Name,Postcode\n{acme['crn']},,Acme Toys,m1 1ae\n,B1,,M1 1AE\n,X1,,M1 1AE\n"
    place = uploads(http, owner, file.encode()).headers["Location"]

    def comes_to(state: str) -> dict[str, Any]:
        def there() -> dict[str, Any] | None:
            now = json_of(http.get(place, headers=headers))
            return now if now["state"] == state else None

        arrived: dict[str, Any] = eventually(there, within=30)
        return arrived

    assert comes_to("mapping")["mode"] == "create"
    wrong = json_of(http.patch(place, json={"mode": "overwrite"}, headers=headers), 422)
    assert [each["pointer"] for each in wrong["errors"]] == ["/mode"]
    json_of(http.patch(place, json={"mode": "update"}, headers=headers))
    ready = comes_to("ready")
    assert (ready["counts"], ready["plan"]["updates"]) == ({"update": 2, "unmatched": 1}, 2)
    first, _, third = json_of(http.get(f"{place}/rows", headers=headers))["items"]
    assert first["updates"] == {"id": acme["id"], "crn": acme["crn"], "name": "Acme", "practice_code": "A1"}
    assert first["changes"] == [
        {"field": "name", "before": "Acme", "after": "Acme Toys"},
        {"field": "postcode", "before": "LS1 4AP", "after": "M1 1AE"},
    ]
    assert (third["updates"], third["changes"]) == (None, [])
    was = http.get(f"/v1/clients/{acme['id']}", headers=headers).headers["ETag"]
    json_of(http.post(f"{place}/start", headers=headers))
    assert comes_to("done")["counts"] == {"update": 2, "unmatched": 1, "changed": 2, "skipped": 1}
    # Who looked at it before does not write over what the file said.
    stale = http.patch(
        f"/v1/clients/{acme['id']}", json={"name": "Other"}, headers=bearer(owner.token, If_Match=was)
    )
    assert json_of(stale, 412)["code"] == "stale_version"
    json_of(http.patch(f"/v1/clients/{bolt['id']}", json={"postcode": "SW1A 1AA"}, headers=headers))
    json_of(http.post(f"{place}/undo", headers=headers))
    assert comes_to("undone")["counts"]["kept"] == 1
    kept = json_of(http.get(f"{place}/rows?result=kept", headers=headers))["items"]
    assert [(each["number"], each["detail"]) for each in kept] == [
        (3, "Left as it is, as somebody has changed it since: postcode.")
    ]
    now = json_of(http.get(f"/v1/clients/{acme['id']}", headers=headers))
    assert (now["name"], now["postcode"]) == ("Acme", "LS1 4AP")


def test_a_repeated_upload_under_one_key_is_one_import(http: HttpClient, owner: Person) -> None:
    key = {"Idempotency_Key": unique("file")}
    first, second = (uploads(http, owner, b"name\nAcme\n", **key) for _ in range(2))
    assert json_of(first, 201)["id"] == json_of(second, 201)["id"]
    assert second.headers["Idempotent-Replayed"] == "true"
    other = uploads(http, owner, b"name\nBramble\n", **key)
    assert json_of(other, 422)["code"] == "idempotency_key_reused"


def test_a_file_that_is_too_large_or_of_another_kind_is_refused(http: HttpClient, owner: Person) -> None:
    assert json_of(uploads(http, owner, b"x" * (LARGEST_FILE + 1)), 413)["code"] == "payload_too_large"
    assert json_of(uploads(http, owner, b"{}", "application/json"), 415)["code"] == "unsupported_media_type"
    begun = json_of(uploads(http, owner, b"PK\x03\x04 no workbook", XLSX), 201)

    def unreadable() -> str | None:
        found = json_of(http.get(f"/v1/client-imports/{begun['id']}", headers=bearer(owner.token)))
        return found["problem"] if found["state"] == "unreadable" else None

    assert "This XLSX file is damaged" in eventually(unreadable)


def test_of_two_people_who_edit_a_client_the_second_is_told(http: HttpClient, owner: Person) -> None:
    path = f"/v1/clients/{owner.adds_client()['id']}"
    tag = http.get(path, headers=bearer(owner.token)).headers["ETag"]
    headers = bearer(owner.token, If_Match=tag)
    json_of(http.patch(path, json={"name": "First"}, headers=headers))
    stale = json_of(http.patch(path, json={"name": "Second"}, headers=headers), 412)
    assert stale["code"] == "stale_version"
    read_only = json_of(http.patch(path, json={"crn": "X"}, headers=bearer(owner.token)), 422)
    assert read_only["errors"][0] == {**read_only["errors"][0], "pointer": "/crn", "code": "read_only"}


def test_a_client_is_deleted_by_its_name(http: HttpClient, owner: Person) -> None:
    """product.md 8.3"""
    client = owner.adds_client(name="Acme & Sons")
    path = f"/v1/clients/{client['id']}"
    missing = json_of(http.delete(path, headers=bearer(owner.token)), 422)
    assert missing["errors"][0]["pointer"] == "/confirm_name"
    deleted = http.delete(f"{path}?confirm_name=Acme+%26+Sons", headers=bearer(owner.token))
    assert deleted.status_code == 204
    assert http.get(path, headers=bearer(owner.token)).status_code == 404


def test_the_list_is_downloaded_as_csv_that_spreadsheets_know(http: HttpClient, owner: Person) -> None:
    owner.adds_client(name="Café")
    answer = http.get("/v1/clients.csv?q=cafe", headers=bearer(owner.token))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "Café" in answer.data.decode("utf-8-sig")


def test_a_draft_is_edited_under_its_tag_and_created(http: HttpClient, owner: Person) -> None:
    begun = http.post("/v1/client-drafts", json={"type": "business"}, headers=bearer(owner.token))
    place, tag = begun.headers["Location"], begun.headers["ETag"]
    fresh = bearer(owner.token, If_Match=tag)
    json_of(http.patch(place, json={"name": "Acme"}, headers=fresh))
    assert json_of(http.patch(place, json={"name": "Other"}, headers=fresh), 412)["code"] == "stale_version"
    created = http.post(f"{place}/create", headers=bearer(owner.token))
    assert created.headers["Location"] == f"/v1/clients/{json_of(created, 201)['id']}"


def test_reference_data_is_open(http: HttpClient) -> None:
    found = json_of(http.get("/v1/reference/industries?q=software"))
    assert {"62011", "62012", "58290"} <= {item["code"] for item in found["items"]}
    assert http.get("/v1/reference/planets").status_code == 404


def test_an_export_of_many_parts_is_sent_as_it_is_made(
    http: HttpClient, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """product.md 8.2: however long the list, no part has to be ready sooner than any other request."""
    monkeypatch.setattr(client_export, "ROWS", 1)
    for name in ("Acme", "Birch", "Cedar"):
        owner.adds_client(name=name)
    answer = http.get("/v1/clients.csv", headers=bearer(owner.token))
    assert answer.status_code == 200
    assert "Content-Length" not in answer.headers
    names = [row.split(",")[1] for row in answer.data.decode("utf-8-sig").splitlines()]
    assert names == ['"Name"', '"Acme"', '"Birch"', '"Cedar"']
    assert http.get("/v1/clients.csv?view=what", headers=bearer(owner.token)).status_code == 422
    assert http.head("/v1/clients.csv", headers=bearer(owner.token)).data == b""
