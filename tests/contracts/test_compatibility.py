"""Today's messages against those of each release that is kept, both ways (product.md 9.2).

A subscriber written for a release reads today's events; today's services read a release's messages, which
may still wait in a queue while services are replaced one by one.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts import generate

RELEASES = sorted((Path(generate.__file__).with_name("releases")).glob("*/*/*.json"))
SCHEMAS = {path: schema for path, schema in generate.documents().items() if path != "asyncapi.json"}


def breaks(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Why a reader of `old` cannot read what `new` describes, or the other way round."""
    found = []
    for name, form in old["properties"].items():
        if name not in new["properties"]:
            found.append(f"{name} is gone")
        elif _kinds(form) != _kinds(new["properties"][name]):
            found.append(f"{name} is of another kind")
    missing = set(old.get("required", ())) - set(new.get("required", ()))
    found += [f"{name} may be missing now" for name in sorted(missing)]
    added = set(new.get("required", ())) - set(old["properties"])
    found += [f"{name} is required, and waiting messages lack it" for name in sorted(added)]
    return found


def _kinds(form: dict[str, Any]) -> list[str]:
    kind = form.get("type", "any")
    return sorted(kind if isinstance(kind, list) else [kind])


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: "/".join(path.parts[-3:]))
def test_messages_of_a_release_are_understood_today_and_todays_by_its_readers(path: Path) -> None:
    current = SCHEMAS.get("/".join(path.parts[-2:]))
    assert current is not None, "a released message may not go before nobody subscribes to it"
    assert breaks(json.loads(path.read_text()), current) == []


def test_there_is_a_release_to_hold_against() -> None:
    assert RELEASES


def test_a_field_that_goes_changes_its_kind_or_becomes_required_is_noticed() -> None:
    old = SCHEMAS["events/accounts.ClientCreated.json"]
    gone = json.loads(json.dumps(old))
    del gone["properties"]["crn"]
    gone["required"].remove("crn")
    other = json.loads(json.dumps(old))
    other["properties"]["name"]["type"] = "integer"
    more = json.loads(json.dumps(old))
    more["properties"]["colour"] = {"type": "string"}
    more["required"].append("colour")
    assert breaks(old, gone)
    assert breaks(old, other)
    assert breaks(old, more)


def test_a_new_optional_field_breaks_nothing() -> None:
    old = SCHEMAS["events/accounts.ClientCreated.json"]
    more = json.loads(json.dumps(old))
    more["properties"]["colour"] = {"type": "string"}
    assert breaks(old, more) == []
