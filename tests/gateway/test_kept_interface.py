"""What /docs/guides/versions promises: a program written for a kept release works with today's interface."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.interface_changes import INTERFACE, Changes, Interface, kept

RELEASES = sorted((INTERFACE.parent / "releases").glob("*.json"))
TODAY = json.loads(INTERFACE.read_text())


#: What no program gets any more: no answer tells whether an address is that of a user (product.md 4.3).
GONE = {"the problem email_taken (409) is gone"}


def breaks(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return Changes(Interface(old), Interface(new)).all()


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_a_program_written_for_a_release_works_today(path: Path) -> None:
    assert breaks(json.loads(path.read_text()), TODAY) in ([], sorted(GONE))


def test_each_release_that_an_installation_may_run_is_held() -> None:
    lines = (INTERFACE.parents[1] / "deploy" / "releases.txt").read_text().splitlines()
    versions = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert [path.stem for path in RELEASES] == versions


def test_words_are_no_part_of_it() -> None:
    assert breaks(kept(TODAY), TODAY) == breaks(TODAY, kept(TODAY)) == []


def _client(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]["Client"]
    return found


def _team(document: dict[str, Any]) -> dict[str, Any]:
    """What makes a team."""
    body = document["paths"]["/v1/teams"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    while "$ref" in body:
        body = document["components"]["schemas"][body["$ref"].rpartition("/")[2]]
    found: dict[str, Any] = body
    return found


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "an operation goes": (lambda new: new["paths"]["/v1/clients"].pop("get"), "GET /v1/clients is gone"),
    "a status goes": (
        lambda new: new["paths"]["/v1/clients"]["post"]["responses"].pop("201"),
        "POST /v1/clients answers 201 no more",
    ),
    "a parameter goes": (
        lambda new: new["paths"]["/v1/clients"]["get"].update(parameters=[]),
        "GET /v1/clients: query cursor is gone",
    ),
    "a parameter is required": (
        lambda new: new["paths"]["/v1/clients"]["get"]["parameters"].append(
            {"in": "query", "name": "colour", "required": True, "schema": {"type": "string"}}
        ),
        "GET /v1/clients: query colour is new and required",
    ),
    "a field of an answer goes": (
        lambda new: _client(new)["properties"].pop("crn"),
        "GET /v1/clients → 200.items[].crn is gone",
    ),
    "a field of an answer may be missing": (
        lambda new: _client(new)["required"].remove("crn"),
        "GET /v1/clients → 200.items[].crn may be missing",
    ),
    "a field of an answer may be null": (
        lambda new: _client(new)["properties"].update(crn={"type": ["string", "null"]}),
        "GET /v1/clients → 200.items[].crn may be null now",
    ),
    "a field of a body goes": (
        lambda new: _team(new)["properties"].pop("name"),
        "POST /v1/teams: body.name is gone",
    ),
    "a field of a body is required": (
        lambda new: _team(new).setdefault("required", []).append("colour"),
        "POST /v1/teams: body.colour is required",
    ),
    "less is taken": (
        lambda new: _team(new)["properties"]["name"].update(maxLength=3),
        "POST /v1/teams: body.name: maxLength is 3",
    ),
    "less may be written": (
        lambda new: _team(new)["properties"]["name"].update(pattern="^[a-z]+$"),
        "POST /v1/teams: body.name: '",
    ),
    "a code goes": (lambda new: new.update({"x-problems": []}), "the problem invalid_input (422) is gone"),
}


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=CHANGES)
def test_what_would_break_a_program_is_noticed(change: Callable[[dict[str, Any]], object], said: str) -> None:
    new = copy.deepcopy(TODAY)
    change(new)
    assert any(each.startswith(said) for each in breaks(TODAY, new))


def test_what_is_added_breaks_nobody() -> None:
    new = copy.deepcopy(TODAY)
    _client(new)["properties"]["colour"] = {"type": "string"}
    _team(new)["properties"]["colour"] = {"type": "string"}
    new["paths"]["/v1/colours"] = {"get": {"responses": {"200": {}}}}
    new["paths"]["/v1/clients"]["get"]["parameters"].append({"in": "query", "name": "colour", "schema": {}})
    assert breaks(TODAY, new) == []
