"""Programs of a practice: scopes, networks, secrets with overlap, tokens of an hour (docs/adr/0047)."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from contracts import access
from contracts.access import PracticeRole, ProgramScope
from contracts.errors import NotFound, RoleRequired, ScopeRequired
from deploy.allinone.product import BROKER_URL, Product
from gateway.api.operations import SCOPES
from gateway.api.resources import OPERATIONS
from gateway.app import build
from gateway.settings import Settings
from tests.builders import Mailbox, Person, a_colleague, a_practice, by_token, eventually, gives

PATH = "/v1/service-accounts"
#: What is a person's own, or for people to decide.
_FOR_PEOPLE = (
    *("Session", "Credentials", "Webhooks", "Programs", "Access requests", "Access reviews", "Saved views"),
    "Notices",
)


@pytest.fixture(scope="module")
def http(rpc: RpcClient) -> HttpClient:
    settings = Settings(broker_url=BROKER_URL, public_url="http://127.0.0.1:8000", rate_limits=False)
    return HttpClient(build(settings, rpc), use_cookies=False)


def ask(http: HttpClient, token: str, method: str, path: str, **more: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"}
    where = {"REMOTE_ADDR": more.pop("address", "127.0.0.1")}
    return http.open(path, method=method, headers=headers, json=more or None, environ_overrides=where)


def a_program(http: HttpClient, owner: Person, *scopes: str, **more: Any) -> dict[str, Any]:
    body = {"name": "CRM sync", "scopes": list(scopes), "role": "client_admin", **more}
    made = ask(http, owner.token, "POST", PATH, **body)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.get_json()
    return found


def ask_for_token(http: HttpClient, program: dict[str, Any], **more: Any) -> TestResponse:
    form = {
        "grant_type": "client_credentials",
        "client_id": program["client_id"],
        "client_secret": program["client_secret"],
    }
    where = {"REMOTE_ADDR": more.pop("address", "127.0.0.1")}
    return http.post("/v1/oauth/token", data={**form, **more}, environ_overrides=where)


def token_of(http: HttpClient, program: dict[str, Any], **more: str) -> str:
    answer = ask_for_token(http, program, **more)
    assert answer.status_code == 200, answer.text
    return str(answer.get_json()["access_token"])


def reads_clients(http: HttpClient, token: str) -> int:
    return ask(http, token, "GET", "/v1/clients").status_code


def test_a_program_gets_a_token_for_its_secret_and_does_what_its_scopes_say(
    http: HttpClient, owner: Person
) -> None:
    client = owner.adds_client()
    program = a_program(http, owner, "clients:read", "events:read")
    issued = ask_for_token(http, program).get_json()
    assert issued["token_type"] == "Bearer"
    assert 3500 < issued["expires_in"] <= 3600
    assert issued["scope"] == "clients:read events:read"
    token = issued["access_token"]
    # Others hear of a new member a moment later.
    eventually(lambda: reads_clients(http, token) == 200)
    listed = ask(http, token, "GET", "/v1/clients").get_json()["items"]
    assert [each["id"] for each in listed] == [client["id"]]
    eventually(lambda: ask(http, token, "GET", "/v1/events").status_code == 200)
    for method, path in (
        ("POST", "/v1/clients"),
        ("GET", "/v1/colleagues"),
        ("GET", "/v1/session"),
        ("GET", PATH),
    ):
        refused = ask(http, token, method, path, **({"type": "business"} if method == "POST" else {}))
        assert refused.status_code == 403, path
        assert refused.get_json()["code"] == "insufficient_scope"


def test_writing_includes_reading_and_a_token_may_be_asked_for_with_less(
    http: HttpClient, owner: Person
) -> None:
    program = a_program(http, owner, "clients:write", "activity:read")
    token = token_of(http, program)
    eventually(lambda: reads_clients(http, token) == 200)
    made = ask(http, token, "POST", "/v1/clients", type="business", name="Acme", solutions=["bookkeeping"])
    assert made.status_code == 201, made.text
    less = token_of(http, program, scope="activity:read")
    assert reads_clients(http, less) == 403
    more = ask_for_token(http, program, scope="team:read")
    assert (more.status_code, more.get_json()["code"]) == (403, "insufficient_scope")


def test_a_service_itself_lets_no_program_write_that_may_only_read(http: HttpClient, owner: Person) -> None:
    token = token_of(http, a_program(http, owner, "clients:read"))
    program = by_token(owner, token)
    with pytest.raises(ScopeRequired):
        program.adds_client()


def test_a_program_of_role_standard_reaches_what_it_is_given(http: HttpClient, owner: Person) -> None:
    hidden, given = owner.adds_client(), owner.adds_client()
    program = a_program(http, owner, "clients:read", role="standard")
    gives(owner, given["id"], colleague_ids=[program["user_id"]])
    token = token_of(http, program)
    eventually(lambda: ask(http, token, "GET", f"/v1/clients/{given['id']}").status_code == 200)
    assert ask(http, token, "GET", f"/v1/clients/{hidden['id']}").status_code == 404


def test_it_stands_in_no_list_of_colleagues_and_is_changed_as_none(http: HttpClient, owner: Person) -> None:
    program = a_program(http, owner, "clients:read")
    with owner.acting():
        colleagues = access.list_colleagues(owner.rpc)["items"]
    assert program["user_id"] not in {each["id"] for each in colleagues}
    one = f"/v1/colleagues/{program['user_id']}"
    assert ask(http, owner.token, "GET", one).status_code == 404
    assert ask(http, owner.token, "PATCH", one, role="practice_admin").status_code == 404
    assert (
        ask(http, owner.token, "POST", f"{one}/deactivate", reassign_managed_clients_to=None).status_code
        == 404
    )


def test_after_a_rotation_both_secrets_count_for_a_while(
    http: HttpClient, owner: Person, product: Product
) -> None:
    program = a_program(http, owner, "clients:read")
    rotated = ask(http, owner.token, "POST", f"{PATH}/{program['id']}/rotate").get_json()
    assert rotated["client_secret"] != program["client_secret"]
    assert len(rotated["secrets"]) == 2
    assert ask_for_token(http, program).status_code == 200
    assert ask_for_token(http, rotated).status_code == 200
    again = ask(http, owner.token, "POST", f"{PATH}/{program['id']}/rotate", overlap_hours=0).get_json()
    for ended in (program, rotated):
        refused = ask_for_token(http, ended)
        assert (refused.status_code, refused.get_json()["code"]) == (401, "invalid_client")
    assert ask_for_token(http, again).status_code == 200
    with product.hosted["access"].database.read(everywhere=True) as connection:
        stored = connection.execute(text("SELECT to_jsonb(t)::text FROM program_secrets t")).scalars().all()
    assert again["client_secret"] not in "".join(stored)


def test_it_comes_from_its_networks_only(http: HttpClient, owner: Person) -> None:
    program = a_program(http, owner, "clients:read", networks=["203.0.113.0/24"])
    elsewhere, there = "198.51.100.7", "203.0.113.7"
    assert ask_for_token(http, program, address=elsewhere).status_code == 401
    issued = ask_for_token(http, program, address=there)
    assert issued.status_code == 200, issued.text
    token = issued.get_json()["access_token"]
    eventually(lambda: ask(http, token, "GET", "/v1/clients", address=there).status_code == 200)
    assert ask(http, token, "GET", "/v1/clients", address=elsewhere).status_code == 401


def test_a_change_of_its_scopes_and_its_end_end_its_tokens(http: HttpClient, owner: Person) -> None:
    program = a_program(http, owner, "clients:read")
    one = f"{PATH}/{program['id']}"
    token = token_of(http, program)
    eventually(lambda: reads_clients(http, token) == 200)
    changed = ask(http, owner.token, "PATCH", one, scopes=["activity:read"])
    assert (changed.status_code, changed.get_json()["scopes"]) == (200, ["activity:read"])
    eventually(lambda: reads_clients(http, token) == 401, within=45)
    token = token_of(http, program)
    assert ask(http, token, "GET", "/v1/activity").status_code == 200
    assert ask(http, owner.token, "DELETE", one).status_code == 204
    eventually(lambda: ask(http, token, "GET", "/v1/activity").status_code == 401, within=45)
    assert ask_for_token(http, program).status_code == 401
    assert ask(http, owner.token, "GET", one).status_code == 404


def test_one_that_has_expired_gets_no_token(http: HttpClient, owner: Person, product: Product) -> None:
    program = a_program(http, owner, "clients:read")
    with product.hosted["access"].database.autocommit(everywhere=True) as connection:
        connection.execute(
            text("UPDATE programs SET expires_at = now() WHERE id = :id"), {"id": program["id"]}
        )
    assert ask_for_token(http, program).status_code == 401


def test_when_it_was_last_used_is_told(http: HttpClient, owner: Person) -> None:
    program = a_program(http, owner, "clients:read")
    assert program["last_used_at"] is None
    token_of(http, program)
    assert ask(http, owner.token, "GET", f"{PATH}/{program['id']}").get_json()["last_used_at"] is not None


def test_the_secret_may_come_by_http_basic(http: HttpClient, owner: Person) -> None:
    program = a_program(http, owner, "clients:read")
    pair = f"{program['client_id']}:{program['client_secret']}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    issued = http.post("/v1/oauth/token", data={"grant_type": "client_credentials"}, headers=headers)
    assert issued.status_code == 200, issued.text


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 422, "invalid_input"),
        (
            {"grant_type": "client_credentials", "client_id": "prog_x", "client_secret": "x"},
            401,
            "invalid_client",
        ),
    ],
)
def test_what_is_no_request_for_a_token_is_refused(
    http: HttpClient, form: dict[str, str], status: int, code: str
) -> None:
    refused = http.post("/v1/oauth/token", data=form)
    assert (refused.status_code, refused.get_json()["code"]) == (status, code)


def test_no_page_is_shown_to_a_program(http: HttpClient, owner: Person) -> None:
    token = token_of(http, a_program(http, owner, "clients:read"))
    page = http.get("/clients", headers={"Accept": "text/html", "Cookie": f"session={token}"})
    assert page.status_code == 303


def test_programs_are_for_practice_admins_who_are_people(
    http: HttpClient, owner: Person, mailbox: Mailbox
) -> None:
    bob = a_colleague(owner, mailbox, role="client_admin")
    with bob.acting(), pytest.raises(RoleRequired):
        access.list_programs(bob.rpc)
    with owner.acting():
        token = access.create_api_token(owner.rpc, name="x", scopes=["write"])["token"]
    with by_token(owner, token).acting(), pytest.raises(access.SessionRequired):
        access.create_program(owner.rpc, name="x", scopes=["clients:read"])
    theirs = a_program(http, owner, "clients:read")
    other = a_practice(owner.rpc)
    assert ask(http, other.token, "GET", f"{PATH}/{theirs['id']}").status_code == 404


def test_a_program_is_never_a_practice_admin(http: HttpClient, owner: Person) -> None:
    refused = ask(
        http, owner.token, "POST", PATH, name="x", scopes=["clients:read"], role=PracticeRole.PRACTICE_ADMIN
    )
    assert refused.get_json()["errors"][0]["pointer"] == "/role"


def test_what_becomes_of_it_is_on_the_activity_page(http: HttpClient, owner: Person) -> None:
    program = a_program(http, owner, "clients:read")
    ask(http, owner.token, "POST", f"{PATH}/{program['id']}/rotate")
    ask(http, owner.token, "DELETE", f"{PATH}/{program['id']}")
    with owner.acting():
        lines = access.list_activity(owner.rpc)["items"]
    kinds = [line["kind"] for line in lines if line["kind"].startswith("program.")]
    assert kinds == ["program.ended", "program.rotated", "program.created"]
    assert program["client_secret"] not in str(lines)


def test_every_operation_says_what_a_program_needs_and_every_scope_is_good_for_something() -> None:
    for operation in OPERATIONS:
        if operation.signed_in != "no" and operation.tag not in SCOPES:
            assert operation.tag in _FOR_PEOPLE, operation.path
    known = {operation.scope for operation in OPERATIONS if operation.scope}
    assert known - {each.value for each in ProgramScope} == set()
    assert {each.value for each in ProgramScope} - known == set()


def test_connections_knows_a_program_too(http: HttpClient, owner: Person) -> None:
    token = token_of(http, a_program(http, owner, "connections:read"))
    eventually(lambda: ask(http, token, "GET", "/v1/connections").status_code == 200)


def test_each_practice_has_its_own_programs(http: HttpClient, owner: Person) -> None:
    made, other = a_program(http, owner, "clients:read"), a_practice(owner.rpc)
    with other.acting():
        assert access.list_programs(other.rpc)["items"] == []
        with pytest.raises(NotFound):
            access.get_program(other.rpc, str(made["id"]))
    with owner.acting():
        assert [each["id"] for each in access.list_programs(owner.rpc)["items"]] == [made["id"]]
