"""How refusals look over HTTP (api.md, Conventions)."""

from __future__ import annotations

import pytest
from werkzeug.test import Client as HttpClient

from contracts.errors import InvalidInput, ServiceUnavailable, TooManyRequests
from contracts.invitations import SignatureInvalid
from gateway.api import resources
from gateway.api.operations import Operation
from tests.gateway.stand_in import CLIENT_ID, StandIn, bearer


def test_a_refusal_is_a_problem_document_with_the_correlation_id(http: HttpClient) -> None:
    response = http.get("/v1/clients")
    assert response.status_code == 401
    assert response.content_type == "application/problem+json"
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.json == {
        "type": "http://127.0.0.1:8000/docs#problem-unauthenticated",
        "title": "Not signed in",
        "status": 401,
        "detail": "Sign in to continue. Your session may have ended.",
        "code": "unauthenticated",
        "correlation_id": response.headers["X-Correlation-Id"],
    }


def test_invalid_input_names_each_field_by_a_pointer(http: HttpClient, services: StandIn) -> None:
    error = {"pointer": "/owner/email", "code": "invalid_email", "message": "Enter an email address."}
    services.answers["register_practice"] = InvalidInput([error])  # type: ignore[list-item]
    response = http.post("/v1/practices", json={})
    assert response.status_code == 422
    assert response.json is not None
    assert response.json["errors"] == [error]


def test_an_unknown_address_is_a_problem(http: HttpClient) -> None:
    response = http.get("/v1/nothing")
    assert (response.status_code, response.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "path",
    ["/v1/clients/", "/v1//clients", "/v1/clients/%00", "/v1/clients/%2e%2e", "/V1/clients"],
)
def test_what_only_looks_like_an_address_is_not_found(http: HttpClient, path: str) -> None:
    assert http.get(path, headers=bearer()).status_code == 404


def test_an_id_that_none_can_have_is_not_found_and_nobody_is_asked(
    http: HttpClient, services: StandIn
) -> None:
    response = http.get("/v1/clients/prac_123", headers=bearer())
    assert response.status_code == 404
    assert not services.made("get_client")


def test_an_impossible_method_is_told_which_are_possible(http: HttpClient) -> None:
    response = http.put(f"/v1/clients/{CLIENT_ID}", headers=bearer())
    assert response.status_code == 405
    assert response.headers["Allow"] == "DELETE, GET, HEAD, PATCH"
    assert response.json is not None
    assert response.json["code"] == "method_not_allowed"


def test_a_part_that_is_down_is_a_503_that_says_when_to_try_again(
    http: HttpClient, services: StandIn
) -> None:
    services.answers["list_clients"] = ServiceUnavailable(service="accounts")
    response = http.get("/v1/clients", headers=bearer())
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")


def test_a_service_that_throttles_is_a_429_that_says_when_to_try_again(
    http: HttpClient, services: StandIn
) -> None:
    services.answers["sign_in"] = TooManyRequests(retry_after=17)
    response = http.post("/v1/sessions", json={"email": "a@b.example", "password": "x"})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "17")


def test_a_fault_of_ours_shows_nothing_of_its_insides(
    http: HttpClient, services: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(_arguments: object) -> None:
        raise ZeroDivisionError("secret insides")

    services.answers["list_clients"] = break_down
    response = http.get("/v1/clients", headers=bearer())
    assert response.status_code == 500
    assert response.json is not None
    assert response.json["code"] == "internal_error"
    assert b"secret insides" not in response.data


def filled(operation: Operation) -> str:
    """The operation's path with ids in it."""
    prefixes = {
        "authorization_id": "auth_",
        "invitation_id": "inv_",
        "session_id": "sess_",
        "token_id": "token_",
        "endpoint_id": "hook_",
        "program_id": "prog_",
        "responsibility_id": "resp_",
        **({"request_id": "areq_"} if operation.path.startswith("/v1/access-requests/") else {}),
    }
    ids = {
        name: CLIENT_ID.replace("client_", prefixes.get(name, f"{name.removesuffix('_id')}_"))
        for name in operation.parameters
    }
    return operation.path.format(**ids)


def test_every_operation_asks_who_is_there_unless_it_is_public(http: HttpClient) -> None:
    for operation in resources.OPERATIONS:
        if operation.signed_in != "required":
            continue
        path = filled(operation)
        response = http.open(path, method=operation.method, json={} if operation.takes == "body" else None)
        assert response.status_code == 401, operation.name


def test_fields_nobody_knows_reach_the_service_whatever_they_are_called(
    http: HttpClient, services: StandIn
) -> None:
    """The service refuses them with all else that is wrong; here they must only do no harm.

    What is signed is refused before anybody looks inside.
    """
    unknown = {"rpc": 1, "self": 2, "x-unknown": 3}
    for operation in resources.OPERATIONS:
        if operation.takes != "body" or SignatureInvalid in operation.refusals:
            continue
        services.answers[operation.call.method] = InvalidInput.at("/rpc", "unknown_field", "Not known.")
        response = http.open(filled(operation), method=operation.method, json=unknown, headers=bearer())
        assert response.status_code == 422, operation.name
        assert services.calls[-1][1].items() >= unknown.items()
