"""What `contracts.callers` says of who calls what is what the code does: nothing else passes the broker."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from contracts.callers import calls_of, calls_of_gateway
from contracts.messages import Call
from contracts.subscriptions import SERVICES

ROOT = Path(__file__).parents[2]


def called_by(part: str) -> set[Call]:
    """The calls to others that the source of a part names, itself or by a function of the contracts."""
    found: set[Call] = set()
    for path in (ROOT / part).rglob("*.py"):
        for value in _of_contracts(ast.parse(path.read_text())):
            found |= _calls_of(value)
    return {call for call in found if f"services/{call.service}" != part}


def _of_contracts(tree: ast.Module) -> Iterator[Any]:
    """Everything from `contracts` that a module names."""
    known: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "contracts":
            module = import_module(str(node.module))
            for alias in node.names:
                known[alias.asname or alias.name] = _member(module, alias.name)
    yield from known.values()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = known.get(node.value.id)
            if isinstance(owner, ModuleType):
                yield getattr(owner, node.attr, None)


def _member(module: ModuleType, name: str) -> Any:
    found = getattr(module, name, None)
    return found if found is not None else import_module(f"{module.__name__}.{name}")


def _calls_of(value: Any) -> set[Call]:
    if isinstance(value, Call):
        return {value}
    if isinstance(value, FunctionType):
        names = ast.walk(ast.parse(inspect.getsource(value)))
        named = (value.__globals__.get(each.id) for each in names if isinstance(each, ast.Name))
        return {each for each in named if isinstance(each, Call)}
    return set()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_calls_what_it_is_said_to_call_and_nothing_else(service: str) -> None:
    assert {_name(call) for call in called_by(f"services/{service}")} == {
        _name(call) for call in calls_of(service)
    }


def test_the_gateway_calls_what_it_is_said_to_call_and_nothing_else() -> None:
    assert {_name(call) for call in called_by("gateway")} == {_name(call) for call in calls_of_gateway()}


def _name(call: Call) -> str:
    return f"{call.service}.{call.method}"
