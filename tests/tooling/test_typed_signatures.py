"""A signature of a service says what goes in and comes out; a statement's columns are `dict[str, object]`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
UNTYPED = ("dict[str, Any]", "Mapping[str, Any]", "dict[Any, Any]")


def annotations_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    given = function.args
    for each in [*given.posonlyargs, *given.args, *given.kwonlyargs]:
        if each.annotation is not None:
            yield ast.unparse(each.annotation)
    if function.returns is not None:
        yield ast.unparse(function.returns)


def signatures() -> Iterator[tuple[str, str]]:
    for file in (ROOT / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for annotation in annotations_of(node):
                    yield f"{file.relative_to(ROOT)}:{node.lineno} {node.name}", annotation


def test_no_service_takes_or_gives_a_dictionary_of_anything() -> None:
    found = list(signatures())
    assert len(found) > 2000
    assert [where for where, annotation in found if any(each in annotation for each in UNTYPED)] == []
