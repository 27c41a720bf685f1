"""Which functions are called meanwhile: only what calls a function can tell that a check of it is missing."""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import CodeType, FunctionType

from tests.access.missing_checks import is_plain

_NOTE = "note_call_of_a_test"


def function_of(module: str, name: str) -> FunctionType:
    """A function of a module itself, within what is around it (`context.across_accounts`)."""
    found = inspect.unwrap(getattr(importlib.import_module(module), name))
    if not isinstance(found, FunctionType):
        raise TypeError(name)
    return found


def code_of(definition: ast.FunctionDef, where: str) -> CodeType:
    """What a function of this definition runs."""
    tree = ast.Module([ast.ImportFrom("__future__", [ast.alias("annotations")], 0), definition], [])
    code = compile(ast.fix_missing_locations(tree), f"<of a test for {where}>", "exec")
    return next(
        each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == definition.name
    )


@cache
def functions_in(module: str) -> list[ast.FunctionDef]:
    """The functions of a module whose code can be exchanged."""
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    return [each for each in tree.body if isinstance(each, ast.FunctionDef) and is_plain(each)]


@contextmanager
def called(modules: Sequence[str]) -> Iterator[set[str]]:
    """Within the block, the set gets the name of each function of these modules that is called."""
    names: set[str] = set()
    before: list[tuple[FunctionType, CodeType]] = []
    try:
        for module in modules:
            for definition in functions_in(module):
                function = function_of(module, definition.name)
                before.append((function, function.__code__))
                function.__globals__[_NOTE] = names.add
                function.__code__ = code_of(_noting(definition, f"{module}.{definition.name}"), module)
        yield names
    finally:
        for function, code in before:
            function.__code__ = code
            function.__globals__.pop(_NOTE, None)


def _noting(definition: ast.FunctionDef, name: str) -> ast.FunctionDef:
    noting = copy.deepcopy(definition)
    note = ast.Call(ast.Name(_NOTE, ast.Load()), [ast.Constant(name)], [])
    noting.body.insert(0, ast.Expr(note))
    return noting
