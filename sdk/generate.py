"""Writes the parts of the Python library that follow from gateway/openapi.json: shapes and operations.

python -m sdk.generate            write them
python -m sdk.generate --check    fail where a committed one is stale
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from datamodel_code_generator import (
    Formatter,
    GenerateConfig,
    InputFileType,
    LiteralType,
    PythonVersion,
    generate,
)
from datamodel_code_generator.enums import DataModelType

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "gateway" / "openapi.json"
PACKAGE = ROOT / "sdk" / "python" / "clientele"
_PASSED = ("body", "file", "media_type", "idempotency_key", "if_match")
_MADE = '"""{what} Made of gateway/openapi.json by `python -m sdk.generate`."""\n\n'


def files() -> dict[Path, str]:
    """What is generated, by path."""
    document = json.loads(DOCUMENT.read_text())
    return {
        PACKAGE / "models.py": models(document),
        PACKAGE / "operations.py": operations(document["paths"]),
    }


def models(document: Mapping[str, Any]) -> str:
    """A `TypedDict` for each schema, by datamodel-code-generator."""
    made = generate(
        json.dumps(document),
        config=GenerateConfig(
            input_file_type=InputFileType.OpenAPI,
            output_model_type=DataModelType.TypingTypedDict,
            target_python_version=PythonVersion.PY_311,
            enum_field_as_literal=LiteralType.All,
            use_closed_typed_dict=False,
            custom_file_header=_MADE.format(what="The shapes of the API."),
            formatters=[Formatter.BUILTIN],
        ),
    )
    if not isinstance(made, str):
        raise TypeError("the shapes are one module")
    return made


def operations(paths: Mapping[str, Any]) -> str:
    """A method for each operation, to call and to await."""
    made = [_MADE.format(what="The operations of the API."), "from __future__ import annotations\n\n"]
    made.append(
        "from collections.abc import Mapping\nfrom typing import Any, Literal\n\n"
        "from clientele import models\n"
    )
    for name, doc, prefix, call in (
        ("Operations", "Each operation, as a method.", "def", "self.call"),
        ("AsyncOperations", "Each operation, as a method to await.", "async def", "await self.call"),
    ):
        made.append(f'\n\nclass {name}:\n    """{doc}"""\n\n')
        made.append(f"    {prefix} call(self, method: str, path: str, **more: Any) -> Any:\n")
        made.append('        """Ask the API; see `client`."""\n        raise NotImplementedError\n')
        for method, path, operation in _operations(paths):
            made.append("\n" + _method(method, path, operation, prefix, call))
    return "".join(made)


def _operations(paths: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """All but those of others' standards, which are `client`'s own."""
    for path, methods in paths.items():
        for method, operation in methods.items():
            if not path.startswith("/v1/oauth/"):
                yield method.upper(), path, operation


def _answer(operation: Mapping[str, Any]) -> str:
    """The type of the answer: a file is bytes."""
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            content = response.get("content")
            if content is None:
                return "None"
            if "application/json" in content:
                return _named(content["application/json"]["schema"])
            return "bytes"
    return "None"


def _file_kinds(operation: Mapping[str, Any]) -> list[str]:
    """The media types of the file that an operation takes; none where it takes no file."""
    taken = operation.get("requestBody", {}).get("content", {})
    return [kind for kind in taken if kind != "application/json"]


def _named(schema: Mapping[str, Any]) -> str:
    return f"models.{_class(schema['$ref'].rpartition('/')[2])}" if "$ref" in schema else "Any"


def _method(method: str, path: str, operation: Mapping[str, Any], prefix: str, call: str) -> str:
    given = operation.get("parameters", ())
    inside = [each["name"] for each in given if each["in"] == "path"]
    query = [each["name"] for each in given if each["in"] == "query"]
    headers = {each["name"] for each in given if each["in"] == "header"}
    arguments, more = [f"{name}: str" for name in inside], []
    kinds = _file_kinds(operation)
    if kinds:
        arguments.append("file: bytes")
        more.append(f"media_type: Literal[{', '.join(map(json.dumps, kinds))}]")
    elif "requestBody" in operation:
        optional = "" if operation["requestBody"].get("required") else " | None = None"
        arguments.append(f"body: Mapping[str, Any]{optional}")
    more += [f"{_safe(name)}: Any = None" for name in query]
    if "Idempotency-Key" in headers:
        more.append("idempotency_key: str | None = None")
    if "If-Match" in headers:
        more.append("if_match: str | None = None")
    signature = ", ".join(["self", *arguments, *(["*", *more] if more else [])])
    passed = [f'"{method}"', f'f"{path}"' if inside else f'"{path}"']
    if query:
        passed.append("query={" + ", ".join(f'"{name}": {_safe(name)}' for name in query) + "}")
    passed += [f"{name}={name}" for name in _PASSED if f"{name}:" in signature]
    answer = _answer(operation)
    lines = [f"    {prefix} {_snake(operation['operationId'])}({signature}) -> {answer}:"]
    lines.append(f'        """{operation["summary"]}."""')
    if answer == "None":
        lines.append(f"        {call}({', '.join(passed)})")
    else:
        lines += [f"        found: {answer} = {call}({', '.join(passed)})", "        return found"]
    return "\n".join(lines) + "\n"


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _class(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def main(arguments: list[str]) -> int:
    """Write or check; gives the exit code."""
    stale = [path for path, content in files().items() if not path.exists() or path.read_text() != content]
    if arguments == ["--check"]:
        for path in stale:
            print(f"stale: {path.relative_to(ROOT)} (run: make contracts)")
        return 1 if stale else 0
    for path, content in files().items():
        path.write_text(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
