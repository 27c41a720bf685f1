"""A run of the tests may begin on one day and end on the next."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
_CLOCKS = frozenset({"now", "today", "utcnow", "localtime", "gmtime"})


def read_at_import(tree: ast.Module) -> list[int]:
    """The lines on which a module asks for the time while it is imported."""
    return [
        node.lineno
        for part in _run_at_import(tree)
        for node in ast.walk(part)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _asks_the_time(node.func)
    ]


def _asks_the_time(called: ast.Attribute) -> bool:
    owner = called.value.id if isinstance(called.value, ast.Name) else ""
    # The database's clock is asked when a statement is run.
    return owner != "func" and (called.attr in _CLOCKS or (owner, called.attr) == ("time", "time"))


def _run_at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """Statements of modules and classes, decorators, and defaults of parameters."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (*node.decorator_list, node.args)
        elif isinstance(node, ast.ClassDef):
            yield from node.decorator_list
            yield from _run_at_import(node)
        else:
            yield node


def test_no_module_of_tests_keeps_the_day_on_which_it_was_read() -> None:
    assert {
        p: lines for p in TESTS.rglob("*.py") if (lines := read_at_import(ast.parse(p.read_text())))
    } == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("TODAY = datetime.now(UTC).date()", [1]),
        ("class A:\n    at = date.today()", [2]),
        ("@given(time.time())\ndef test(): ...", [1]),
        ("def test(at=datetime.datetime.now()): ...", [1]),
        ("def test():\n    at = date.today()", []),
        ("DUE = select(row).where(at < func.now())", []),
    ],
)
def test_it_is_found_wherever_it_is_read(source: str, lines: list[int]) -> None:
    assert read_at_import(ast.parse(source)) == lines
