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


def breaks(old: dict[str, Any], new: dict[str, Any], where: str = "") -> list[str]:
    """Why a reader of `old` cannot read what `new` describes, or the other way round, all the way down."""
    here = where or "the message"
    if _kinds(old) != _kinds(new):
        return [f"{here} is of another kind"]
    found = _breaks_in_values(old, new, here)
    before, after = old.get("properties", {}), new.get("properties", {})
    for name, form in before.items():
        at = f"{where}.{name}".lstrip(".")
        found += breaks(form, after[name], at) if name in after else [f"{at} is gone"]
    missing = set(old.get("required", ())) - set(new.get("required", ()))
    found += [f"{here}: {name} may be missing now" for name in sorted(missing)]
    added = set(new.get("required", ())) - set(before)
    found += [f"{here}: {name} is required, and waiting messages lack it" for name in sorted(added)]
    for part in ("items", "additionalProperties"):
        if isinstance(old.get(part), dict) and isinstance(new.get(part), dict):
            found += breaks(old[part], new[part], f"{where}[]")
        elif part == "items" and (part in old) != (part in new):
            found.append(f"{here}: what is in it is said no more, or said now")
    return found


def _breaks_in_values(old: dict[str, Any], new: dict[str, Any], here: str) -> list[str]:
    """What becomes of values that one of the two knows and the other does not."""
    found = []
    values, now = old.get("enum"), new.get("enum")
    if values is not None and now is not None:
        lost = [each for each in values if each not in now]
        found += [f"{here}: {each!r} is no value any more, and may wait" for each in lost]
    elif values is None and now is not None:
        found.append(f"{here} is one of few values now")
    if old.get("format") != new.get("format"):
        found.append(f"{here} is written in another form")
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


def _changed(**change: Any) -> list[str]:
    """What a change of a field that lies in a list of objects breaks."""
    entry = {"type": "object", "properties": {"state": {"type": "string", "enum": ["sent", "failed"]}}}
    old = {"type": "object", "properties": {"channels": {"type": "array", "items": entry}}}
    new = json.loads(json.dumps(old))
    new["properties"]["channels"]["items"]["properties"]["state"] |= change
    return breaks(old, new)


def test_a_value_that_is_lost_is_noticed_however_deep_it_lies() -> None:
    assert _changed(enum=["sent"]) == ["channels[].state: 'failed' is no value any more, and may wait"]


def test_a_nested_field_of_another_kind_or_form_is_noticed() -> None:
    assert _changed(type="integer") == ["channels[].state is of another kind"]
    assert _changed(format="date-time") == ["channels[].state is written in another form"]


def test_a_value_more_breaks_nothing() -> None:
    assert _changed(enum=["sent", "failed", "delivered"]) == []
