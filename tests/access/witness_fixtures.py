"""Makes the fixtures of a test that is run within another one, where pytest cannot."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from types import ModuleType
from typing import Any

import pytest
from _pytest.fixtures import FixtureFunctionDefinition

Fixture = Callable[[str], Any]


@contextmanager
def fixtures(module: ModuleType, known: dict[str, Any]) -> Iterator[Fixture]:
    """Gives what makes a fixture by its name, beside those that are known; they end with the block."""
    with ExitStack() as stack:

        def fixture(name: str) -> Any:
            if name not in known:
                known[name] = (
                    stack.enter_context(pytest.MonkeyPatch.context())
                    if name == "monkeypatch"
                    else _made(name, _definitions(module, name), fixture, stack)
                )
            return known[name]

        for name in _autouse(module):
            fixture(name)
        yield fixture


def definition(module: ModuleType, name: str) -> Callable[..., Any] | None:
    """The function of a fixture that a test of the module can name; None where there is none of ours."""
    return next(iter(_definitions(module, name)), None)


def _definitions(module: ModuleType, name: str) -> list[Callable[..., Any]]:
    """From the module outwards; one that asks for its own name is made of the next."""
    found = [vars(place).get(name) for place in _places(module)]
    return [each._get_wrapped_function() for each in found if isinstance(each, FixtureFunctionDefinition)]


def _made(name: str, definitions: Sequence[Callable[..., Any]], fixture: Fixture, stack: ExitStack) -> Any:
    if not definitions:
        raise LookupError(name)
    makes, *further_out = definitions
    made = makes(
        **{
            each: _made(name, further_out, fixture, stack) if each == name else fixture(each)
            for each in inspect.signature(makes).parameters
        }
    )
    if not inspect.isgenerator(made):
        return made
    stack.callback(partial(next, made, None))
    return next(made)


def _autouse(module: ModuleType) -> Iterator[str]:
    """Those that its tests have without naming them, but for what `tests.conftest` gives all tests."""
    for place in _places(module):
        if place.__name__ == "tests.conftest":
            continue
        for name, value in vars(place).items():
            if isinstance(value, FixtureFunctionDefinition) and value._fixture_function_marker.autouse:
                yield name


def _places(module: ModuleType) -> Iterator[ModuleType]:
    """Where its fixtures are: in itself, and in what its folder and all tests share."""
    yield module
    for shared in (f"{module.__name__.rpartition('.')[0]}.conftest", "tests.conftest"):
        if importlib.util.find_spec(shared) is not None:
            yield importlib.import_module(shared)
