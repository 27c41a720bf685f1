"""The API for people to read: `/docs`, made of the OpenAPI document, which is served beside it.

One page says how the API is used and lists everything, one for each group of operations tells them in full,
and one has the schemas.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from contracts.errors import NotFound
from gateway.http.requests import Request
from gateway.http.responses import JSON, Response
from gateway.openapi_file import FILE
from gateway.web.documentation import guides
from gateway.web.documentation.guides import GUIDES, Guide
from gateway.web.kit.rendering import Rendering


def routes(rendering: Rendering, public_url: str) -> list[tuple[str, str, Callable[[Request], Response]]]:
    content = FILE.read_bytes()

    @cache
    def described() -> Described:
        return Described(orjson.loads(content), public_url)

    def page(template: str, group: Group | None = None, guide: Guide | None = None) -> Response:
        return rendering.page(
            template, api=described(), group=group, guide=guide, guides=GUIDES, limits=guides.limits()
        )

    def one_group(request: Request) -> Response:
        slug = request.parameters["group"]
        group = next((each for each in described().groups if each.slug == slug), None)
        if group is None:
            raise NotFound(what="page")
        return page("documentation/group.html", group)

    return [
        ("GET", "/openapi.json", lambda _request: Response(content, 200, [JSON])),
        ("GET", "/docs", lambda _request: page("documentation/api_reference.html")),
        *guides.routes(lambda guide: page(guide.template, guide=guide)),
        ("GET", "/docs/schemas", lambda _request: page("documentation/schemas.html")),
        ("GET", "/docs/{group}", one_group),
    ]


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a table of fields or parameters. `link` names the schema it is made of."""

    name: str
    kind: str
    required: bool
    description: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    title: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The operations about one thing; they have a page of their own, whose name is `slug`."""

    name: str
    description: str
    operations: tuple[Operation, ...]

    @property
    def slug(self) -> str:
        return self.name.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Described:
    """The document in the shape of the page."""

    document: Mapping[str, Any]
    public_url: str

    @property
    def title(self) -> str:
        return str(self.document["info"]["title"])

    @property
    def paragraphs(self) -> list[str]:
        return [part.replace("\n", " ") for part in self.document["info"]["description"].split("\n\n")]

    @property
    def problems(self) -> Any:
        return self.document["x-problems"]

    @property
    def groups(self) -> list[Group]:
        """One for each tag, in the order of the document."""
        operations = [
            Operation(self, method, path, described)
            for path, methods in self.document["paths"].items()
            for method, described in methods.items()
        ]
        return [
            Group(
                tag["name"],
                tag["description"],
                tuple(each for each in operations if tag["name"] in each.described["tags"]),
            )
            for tag in self.document["tags"]
        ]

    @property
    def signing_in(self) -> str:
        """Where the page says how one signs in."""
        group = next(group for group in self.groups for each in group.operations if each.id == "signIn")
        return f"/docs/{group.slug}#signIn"

    @property
    def schemas(self) -> list[tuple[str, list[Field]]]:
        return [
            (name, self.fields(schema))
            for name, schema in sorted(self.document["components"]["schemas"].items())
            if schema.get("properties")
        ]

    def resolve(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a `$ref` stands for."""
        reference = part.get("$ref")
        if reference is None:
            return part
        found: Any = self.document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        return dict(found)

    def fields(self, schema: Mapping[str, Any]) -> list[Field]:
        required = schema.get("required", ())
        return [_field(name, part, name in required) for name, part in schema.get("properties", {}).items()]


@dataclass(frozen=True, slots=True)
class Operation:
    api: Described
    method: str
    path: str
    described: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.described["operationId"])

    @property
    def parameters(self) -> list[Field]:
        return [
            _field(
                part["name"],
                {**part["schema"], "description": part.get("description", "")},
                part["required"],
                where=part["in"],
            )
            for part in self.described["parameters"]
        ]

    @property
    def body(self) -> list[Field]:
        return self.api.fields(self.api.resolve(self._body_schema))

    @property
    def bodies(self) -> list[str]:
        """The names of the schemas of which a body has one, where there is a choice."""
        return [each["$ref"].rpartition("/")[2] for each in self._body_schema.get("oneOf", ())]

    @property
    def media_types(self) -> list[str]:
        """What a body may be that is no JSON."""
        taken = self.described.get("requestBody", {}).get("content", {})
        return [kind for kind in taken if kind != "application/json"]

    @property
    def _body_schema(self) -> Mapping[str, Any]:
        schema: Mapping[str, Any] = self._content(self.described.get("requestBody", {})).get("schema", {})
        return schema

    @property
    def answer_schema(self) -> str | None:
        """The name of what a success is answered with."""
        content = self._content(self._success)
        reference = content.get("schema", {}).get("$ref") if content else None
        return str(reference).rpartition("/")[2] if reference else None

    @property
    def answer_example(self) -> str | None:
        content = self._content(self._success)
        return _pretty(content["example"]) if content and "example" in content else None

    @property
    def success(self) -> str:
        return str(next(status for status in self.described["responses"] if status.startswith("2")))

    @property
    def refusals(self) -> list[Answer]:
        made = []
        for status, part in self.described["responses"].items():
            answer = self.api.resolve(part)
            content = answer.get("content", {}).get("application/problem+json")
            if content is not None:
                narrowed = content["schema"]["allOf"][1]["properties"]
                made.append(Answer(status, answer["description"], tuple(narrowed["code"]["enum"])))
        return sorted(made, key=lambda each: each.status)

    @property
    def curl(self) -> str:
        """A line that can be pasted, with `$TOKEN` from signing in."""
        parts = [f"curl {self.api.public_url}{self._example_path()}"]
        if self.method not in ("get", "post"):
            parts[0] = parts[0].replace("curl", f"curl -X {self.method.upper()}", 1)
        if {"session": []} in self.described.get("security", []):
            parts.append('-H "Authorization: Bearer $TOKEN"')
        content = self._content(self.described.get("requestBody", {}))
        if content and "example" in content:
            body = _pretty(content["example"]).replace("'", "'\\''")
            parts.append(f"--json '{body}'")
        return " \\\n  ".join(parts)

    @property
    def _success(self) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = self.described["responses"][self.success]
        return answer

    def _example_path(self) -> str:
        return self.path.replace("{", "$").replace("}", "").replace("$client_id", "$CLIENT_ID")

    @staticmethod
    def _content(part: Mapping[str, Any]) -> dict[str, Any]:
        return dict(part.get("content", {}).get("application/json", {}))


def _field(name: str, schema: Mapping[str, Any], required: bool, where: str = "") -> Field:
    kind, link = _kind(schema)
    notes = [schema.get("description", ""), *_limits(schema)]
    if "default" in schema and schema["default"] not in (None, [], {}):
        notes.append(f"Default {json.dumps(schema['default'])}.")
    kind = f"{kind}, in the {where}" if where else kind
    return Field(name, kind, required, " ".join(note for note in notes if note), link)


def _kind(schema: Mapping[str, Any]) -> tuple[str, str | None]:
    if reference := schema.get("$ref"):
        name = reference.rpartition("/")[2]
        return name, name
    if alternatives := schema.get("anyOf"):
        parts = [_kind(part) for part in alternatives]
        return " or ".join(text for text, _ in parts), next((link for _, link in parts if link), None)
    kind = schema.get("type", "anything")
    if kind == "array":
        inner, link = _kind(schema.get("items", {}))
        return f"list of {inner}", link
    text = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return _FORMATS.get(schema.get("format", ""), text), None


_FORMATS = {"email": "email address", "date-time": "time", "password": "secret", "uri": "address"}


def _limits(schema: Mapping[str, Any]) -> list[str]:
    notes = []
    if choices := schema.get("enum"):
        named = ", ".join(str(choice) for choice in choices if choice is not None)
        notes.append(f"One of {named}.")
    if schema.get("maxLength", 0) > 3:
        notes.append(f"At most {schema['maxLength']} characters.")
    if schema.get("maximum", 2**53) < 2**53:
        notes.append(f"From {schema['minimum']} to {schema['maximum']}.")
    if "maxItems" in schema:
        notes.append(f"At most {schema['maxItems']}.")
    return notes


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
