"""What of a kept HTTP interface a program could no longer rely on (the promise of /docs/guides/versions).

A request that was taken has to be taken still; an answer may have more fields, and no other kinds of values
than before, so that a program that reads what it knows goes on working.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from hypothesis import find, settings
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import from_regex

Schema = Mapping[str, Any]
#: A schema, and the fields of all that it consists of.
WithFields = tuple[Schema, Mapping[str, Schema]]
Comparison = Callable[[Schema, Schema, str], Iterator[str]]
INTERFACE = Path(__file__).parents[2] / "gateway" / "openapi.json"
METHODS = ("get", "put", "post", "delete", "patch")
#: What is for people to read.
_WORDS = frozenset({"description", "summary", "title", "example", "examples", "tags"})
#: Maps whose keys are names and not words of OpenAPI.
_NAMED = frozenset({"properties", "schemas", "paths", "responses", "headers", "content"})
#: Limits of what may be sent, and whether a larger one takes more.
_LIMITS = {
    "maxLength": True, "maxItems": True, "maximum": True,
    "minLength": False, "minItems": False, "minimum": False,
}  # fmt: skip


def kept(value: Any, *, names: bool = False) -> Any:
    """A document without its words and without the text of its problems."""
    if isinstance(value, list):
        return [kept(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: kept(each, names=key in _NAMED and not names)
        for key, each in value.items()
        if names or key not in _WORDS
    }


class Interface:
    """An OpenAPI document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    @property
    def operations(self) -> dict[tuple[str, str], Schema]:
        """By path and method."""
        return {
            (path, method): item[method]
            for path, item in self._document["paths"].items()
            for method in METHODS
            if method in item
        }

    @property
    def problems(self) -> set[tuple[str, int]]:
        """Codes of problems with their statuses."""
        return {(each["code"], each["status"]) for each in self._document["x-problems"]}

    def found(self, value: Schema) -> Schema:
        """What a reference leads to."""
        while "$ref" in value:
            target: Any = self._document
            for part in str(value["$ref"]).removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            value = target
        return value


class Changes:
    """From one interface to another: each method gives what breaks, in words."""

    def __init__(self, old: Interface, new: Interface) -> None:
        self._old, self._new = old, new
        self._compared: set[tuple[str, str, bool]] = set()

    def all(self) -> list[str]:
        operations = self._new.operations
        found = [
            f"the problem {code} ({status}) is gone"
            for code, status in self._old.problems - self._new.problems
        ]
        for (path, method), old in self._old.operations.items():
            at = f"{method.upper()} {path}"
            new = operations.get((path, method))
            found += [f"{at} is gone"] if new is None else list(self._operation(old, new, at))
        return sorted(set(found))

    def _operation(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        yield from self._parameters(old, new, at)
        yield from self._request(old, new, at)
        for status, answer in old["responses"].items():
            if status not in new["responses"]:
                yield f"{at} answers {status} no more"
                continue
            if status.startswith("2"):
                yield from self._answer(answer, new["responses"][status], f"{at} → {status}")

    def _parameters(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        before, after = self._by_name(self._old, old), self._by_name(self._new, new)
        for (place, name), parameter in before.items():
            where = f"{at}: {place} {name}"
            if (place, name) not in after:
                yield f"{where} is gone"
                continue
            now = after[place, name]
            if now.get("required") and not parameter.get("required"):
                yield f"{where} is required"
            yield from self.taken(parameter["schema"], now["schema"], where)
        for place, name in after.keys() - before.keys():
            if after[place, name].get("required"):
                yield f"{at}: {place} {name} is new and required"

    @staticmethod
    def _by_name(interface: Interface, operation: Schema) -> dict[tuple[str, str], Schema]:
        parameters = map(interface.found, operation.get("parameters", ()))
        return {(each["in"], each["name"]): each for each in parameters}

    def _request(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        before, after = old.get("requestBody"), new.get("requestBody")
        if after is not None and after.get("required") and not (before or {}).get("required"):
            yield f"{at}: a body is required"
        for kind, content in (before or {}).get("content", {}).items():
            if kind not in (after or {}).get("content", {}):
                yield f"{at}: no {kind} is taken"
            elif after is not None:
                yield from self.taken(content["schema"], after["content"][kind]["schema"], f"{at}: body")

    def _answer(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        before, after = self._old.found(old), self._new.found(new)
        for name in before.get("headers", {}).keys() - after.get("headers", {}).keys():
            yield f"{at}: the header {name} is gone"
        for kind, content in before.get("content", {}).items():
            if kind not in after.get("content", {}):
                yield f"{at}: {kind} is gone"
            elif "schema" in content:
                yield from self.given(content["schema"], after["content"][kind]["schema"], at)

    def taken(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        """Why what was taken is not any more."""
        if self._is_compared(old, new, request=True):
            return
        old, new = self._old.found(old), self._new.found(new)
        if _alternatives(old) or _alternatives(new):
            for one in _alternatives(old) or [old]:
                tries = [list(self.taken(one, each, at)) for each in _alternatives(new) or [new]]
                yield from min(tries, key=len)
            return
        yield from _narrower(old, new, at)
        before, after = self._properties(self._old, old), self._properties(self._new, new)
        yield from (f"{at}.{name} is gone" for name in before.keys() - after.keys())
        now_required = set(new.get("required", ())) - set(old.get("required", ()))
        yield from (f"{at}.{name} is required" for name in now_required)
        yield from self._within(self.taken, (old, before), (new, after), at)

    def given(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        """Why who reads what was given may not read what is given now. More values and fields may come."""
        if self._is_compared(old, new, request=False):
            return
        old, new = self._old.found(old), self._new.found(new)
        if _alternatives(old) or _alternatives(new):
            for one in _alternatives(new) or [new]:
                tries = [list(self.given(each, one, at)) for each in _alternatives(old) or [old]]
                yield from min(tries, key=len)
            return
        yield from (f"{at} may be {kind} now" for kind in _lost(_kinds(new), _kinds(old)))
        if old.get("format") != new.get("format"):
            yield f"{at} is written in another form"
        before, after = self._properties(self._old, old), self._properties(self._new, new)
        yield from (f"{at}.{name} is gone" for name in before.keys() - after.keys())
        not_required = set(old.get("required", ())) - set(new.get("required", ()))
        yield from (f"{at}.{name} may be missing" for name in not_required)
        yield from self._within(self.given, (old, before), (new, after), at)

    @staticmethod
    def _within(compare: Comparison, old: WithFields, new: WithFields, at: str) -> Iterator[str]:
        """The same of fields that both have, and of what is in lists and maps."""
        for name in old[1].keys() & new[1].keys():
            yield from compare(old[1][name], new[1][name], f"{at}.{name}")
        for part in ("items", "additionalProperties"):
            before, after = old[0].get(part), new[0].get(part)
            if isinstance(before, Mapping) and isinstance(after, Mapping):
                yield from compare(before, after, f"{at}[]")

    def _is_compared(self, old: Schema, new: Schema, *, request: bool) -> bool:
        """Whether these two have been, or are being, compared: schemas may lead back to themselves."""
        if "$ref" not in old or "$ref" not in new:
            return False
        pair = (str(old["$ref"]), str(new["$ref"]), request)
        known = pair in self._compared
        self._compared.add(pair)
        return known

    @staticmethod
    def _properties(interface: Interface, schema: Schema) -> dict[str, Schema]:
        """With those of all that it consists of."""
        parts = [interface.found(each) for each in schema.get("allOf", ())]
        inherited = chain.from_iterable(Changes._properties(interface, part).items() for part in parts)
        return {**dict(inherited), **schema.get("properties", {})}


def _narrower(old: Schema, new: Schema, at: str) -> Iterator[str]:
    """Which single values are not taken any more."""
    yield from (f"{at} may be no {kind} any more" for kind in _lost(_kinds(old), _kinds(new)))
    yield from (f"{at}: {value!r} is taken no more" for value in _lost(_values(old), _values(new)))
    for limit, larger in _LIMITS.items():
        before, now = old.get(limit), new.get(limit)
        if now is not None and (before is None or (now < before if larger else now > before)):
            yield f"{at}: {limit} is {now}"
    if new.get("pattern") is not None:
        refused = _refused(old.get("pattern", ""), new["pattern"])
        if refused is not None:
            yield f"{at}: {refused!r} is taken no more"


@cache
def _refused(old: str, new: str) -> str | None:
    """A text that a pattern allowed and another does not; of those in which there is something to read."""

    def is_one(text: str) -> bool:
        return any(map(str.isalnum, text)) and re.search(new, text) is None

    if old == new:
        return None
    try:
        return find(
            from_regex(old), is_one, settings=settings(max_examples=100, database=None, derandomize=True)
        )
    except NoSuchExample:
        return None


def _alternatives(schema: Schema) -> list[Schema]:
    return [*schema.get("anyOf", ()), *schema.get("oneOf", ())]


def _kinds(schema: Schema) -> list[str]:
    kind = schema.get("type", [])
    kinds = kind if isinstance(kind, list) else [kind]
    return ["number", *kinds] if "integer" in kinds else kinds


def _values(schema: Schema) -> list[Any]:
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def _lost(before: list[Any], after: list[Any]) -> list[Any]:
    """What is in the first and not in the second, which excludes nothing where it is empty."""
    return [each for each in before if each not in after] if after else []


if __name__ == "__main__":
    json.dump(kept(json.loads(INTERFACE.read_text())), sys.stdout, separators=(",", ":"), sort_keys=True)
