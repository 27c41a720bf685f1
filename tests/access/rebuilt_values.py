"""Gives a name of a module another value, with all that other modules of its service have made of it.

Conditions of queries are made once, when a module is imported, and others are made of them.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import CodeType, ModuleType
from typing import NamedTuple
from unittest.mock import patch

from sqlalchemy.sql import Executable

from chassis.database.prepared import Prepared

_numbers = itertools.count()
#: What may be the same object by chance.
_PLAIN = (int, str, tuple, frozenset, type(None))
_Before = list[tuple[ModuleType, str, object]]


class _Value(NamedTuple):
    """A statement of a module that gives a name its value, and the names that it reads."""

    module: str
    name: str
    statement: ast.stmt
    reads: frozenset[str]


@contextmanager
def rebuilt(module: str, statement: ast.stmt, among: Sequence[str]) -> Iterator[set[str]]:
    """Within the block, a name has the value that this statement gives it; `among` are the service's modules.

    Gives the names that have another value.
    """
    with _undone() as before:
        _put(before, module, named_by(statement), statement, among)
        yield {name for _, name, _ in before}


@contextmanager
def rebuilt_after(module: str, name: str, among: Sequence[str]) -> Iterator[set[str]]:
    """As `rebuilt`, but with what was made of a name, such as a function's, which is another already."""
    with _undone() as before:
        _put_dependents(before, module, name, among)
        yield {name for _, name, _ in before}


@contextmanager
def _undone() -> Iterator[_Before]:
    before: _Before = []
    try:
        yield before
    finally:
        for changed, name, value in reversed(before):
            setattr(changed, name, value)


def _put(before: _Before, module: str, name: str, statement: ast.stmt, among: Sequence[str]) -> None:
    found = importlib.import_module(module)
    healthy = getattr(found, name)
    given = dict(vars(found))
    with _names_of_their_own():
        exec(_compiled(statement), given)  # noqa: S102  our own source
    for each in map(importlib.import_module, among):
        for known, value in list(vars(each).items()):
            own = each is found and known == name
            if own or (value is healthy and not isinstance(healthy, _PLAIN)):
                before.append((each, known, healthy))
                setattr(each, known, given[name])
                _put_dependents(before, each.__name__, known, among)


def _put_dependents(before: _Before, module: str, name: str, among: Sequence[str]) -> None:
    for each in among:
        for dependent in _values(each):
            if any(_is(dependent, reads, module, name) for reads in dependent.reads):
                _put(before, dependent.module, dependent.name, dependent.statement, among)


@contextmanager
def _names_of_their_own() -> Iterator[None]:
    """A connection knows a prepared statement by its name: another statement needs another one."""
    as_it_is = Prepared.__init__

    def with_number(self: Prepared, name: str, statement: Executable) -> None:
        as_it_is(self, f"{name}_{next(_numbers)}", statement)

    with patch.object(Prepared, "__init__", with_number):
        yield


def _is(dependent: _Value, reads: str, module: str, name: str) -> bool:
    """Whether `permissions.visible`, as the statement reads, is this name of this module."""
    left, _, right = reads.rpartition(".")
    if right != name:
        return False
    if not left:
        return dependent.module == module
    within = vars(importlib.import_module(dependent.module)).get(left)
    return isinstance(within, ModuleType) and within.__name__ == module


@cache
def _values(module: str) -> list[_Value]:
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    return [
        _Value(module, named_by(each), each, frozenset(_reads(each)))
        for each in tree.body
        if names_value(each)
    ]


def names_value(statement: ast.stmt) -> bool:
    """Whether it gives one name its value."""
    if isinstance(statement, ast.Assign):
        return len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)
    return (
        isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and statement.value is not None
    )


def named_by(statement: ast.stmt) -> str:
    """The name that a statement defines."""
    if isinstance(statement, ast.FunctionDef):
        return statement.name
    target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
    if not isinstance(target, ast.Name):
        raise TypeError(ast.unparse(statement))
    return target.id


def named(node: ast.AST) -> str | None:
    """The name by which a node reads a value, if it does."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


def _reads(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield ast.unparse(node)


def _compiled(statement: ast.stmt) -> CodeType:
    return compile(ast.parse(ast.unparse(statement)), "<mutant>", "exec")
