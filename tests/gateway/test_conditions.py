"""Conditional requests (api.md, Conventions)."""

from __future__ import annotations

import pytest
from werkzeug.test import Client as HttpClient

from tests.gateway.stand_in import CLIENT_ID, StandIn, bearer

PATH = f"/v1/clients/{CLIENT_ID}"


def test_a_single_resource_has_an_etag(http: HttpClient) -> None:
    assert http.get(PATH, headers=bearer()).headers["ETag"].startswith('"3')


def test_what_the_caller_has_already_is_not_sent_again(http: HttpClient) -> None:
    tag = http.get(PATH, headers=bearer()).headers["ETag"]
    for condition in (tag, f"W/{tag}", f'"1", {tag}', "*"):
        response = http.get(PATH, headers=bearer(If_None_Match=condition))
        assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", tag)


def test_another_tag_is_answered_in_full(http: HttpClient) -> None:
    assert http.get(PATH, headers=bearer(If_None_Match='"2"')).status_code == 200


def test_the_tag_changes_with_what_goes_on_without_an_edit(http: HttpClient, services: StandIn) -> None:
    """A client's onboarding moves by itself and leaves the version alone."""
    before = http.get(PATH, headers=bearer()).headers["ETag"]
    services.answers["get_client"] = {"id": CLIENT_ID, "version": 3, "onboarding": {"state": "complete"}}
    assert http.get(PATH, headers=bearer(If_None_Match=before)).status_code == 200


def test_an_edit_tells_the_service_which_version_it_was_made_on(http: HttpClient, services: StandIn) -> None:
    tag = http.get(PATH, headers=bearer()).headers["ETag"]
    http.patch("/v1/practice", json={"name": "X"}, headers=bearer(If_Match=tag))
    assert services.last("change_practice")[0] == {"name": "X", "if_version": 3}
    http.patch("/v1/practice", json={"name": "X"}, headers=bearer(If_Match='"7"'))
    assert services.last("change_practice")[0]["if_version"] == 7


@pytest.mark.parametrize(
    "by_proxy", ["W/{}", "{}-gzip", "{};br", "W/{}-gzip", " {} ", '"x", {}', "{},", 'W/{}, "other"']
)
def test_what_a_proxy_makes_of_a_tag_is_the_same_version(
    http: HttpClient, services: StandIn, by_proxy: str
) -> None:
    tag = http.get(PATH, headers=bearer()).headers["ETag"]
    if by_proxy.endswith(("-gzip", ";br")):
        weak, coding = by_proxy.split("{}")
        condition = f'{weak}{tag[:-1]}{coding}"'
    else:
        condition = by_proxy.format(tag)
    assert http.patch(PATH, json={"name": "X"}, headers=bearer(If_Match=condition)).status_code == 200
    assert services.last("change_client")[0]["if_version"] == 3
    assert http.get(PATH, headers=bearer(If_None_Match=condition)).status_code == 304


def test_of_several_versions_the_one_there_is_counts(http: HttpClient, services: StandIn) -> None:
    """The stand-in's client has version 3."""
    assert http.patch(PATH, json={"name": "X"}, headers=bearer(If_Match='"2", "3", "4"')).status_code == 200
    assert services.last("change_client")[0]["if_version"] == 3
    made = len(services.made("change_client"))
    response = http.patch(PATH, json={"name": "X"}, headers=bearer(If_Match='"2", W/"4"'))
    assert response.status_code == 412
    assert len(services.made("change_client")) == made


@pytest.mark.parametrize("condition", [None, "*", " * "])
def test_an_edit_for_any_version_names_none(
    http: HttpClient, services: StandIn, condition: str | None
) -> None:
    headers = bearer() if condition is None else bearer(If_Match=condition)
    http.patch("/v1/practice", json={"name": "X"}, headers=headers)
    assert services.last("change_practice")[0] == {"name": "X"}


@pytest.mark.parametrize(
    "condition",
    [
        "3",
        'W/"x"',
        '"x"',
        '"3',
        '"0"',
        '""',
        '"x", "y"',
        '"3" "4"',
        'w/"3"',
        '"99999999999999999999"',
        '"-gzip"',
    ],
)
def test_a_tag_that_no_version_has_is_stale(http: HttpClient, services: StandIn, condition: str) -> None:
    response = http.patch("/v1/practice", json={}, headers=bearer(If_Match=condition))
    assert response.status_code == 412
    assert response.json is not None
    assert response.json["code"] == "stale_version"
    assert not services.made("change_practice")


def test_a_created_resource_says_where_it_is(http: HttpClient) -> None:
    response = http.post("/v1/clients", json={}, headers=bearer())
    assert response.status_code == 201
    assert response.headers["Location"] == PATH
    assert response.headers["ETag"].startswith('"3')


def test_head_answers_as_get_without_the_body(http: HttpClient) -> None:
    got, head = http.get(PATH, headers=bearer()), http.head(PATH, headers=bearer())
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    assert head.headers["ETag"] == got.headers["ETag"]
