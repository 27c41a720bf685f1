"""Mutants of the checks of rights: each is our own code with one check taken out, while the product runs.

What a check is, `missing_checks` says.
"""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from tests.access.called_functions import code_of, function_of, functions_in
from tests.access.equal_mutants import EQUIVALENT, NOT_TAKEN_APART
from tests.access.missing_checks import Without, checks, decides, is_plain, unreached
from tests.access.rebuilt_values import named, named_by, names_value, rebuilt, rebuilt_after


@dataclass(frozen=True, slots=True)
class Mutant:
    """`what` is the check that is missing, as it stands in `where`: a function, or a value of the module."""

    module: str
    where: str
    what: str
    without: ast.stmt

    @property
    def name(self) -> str:
        return f"{self.module.removeprefix('services.')}.{self.where}: {self.what}"

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Let the running product use this code in the block."""
        with self._alive():
            yield

    def reached_through(self) -> set[str]:
        """The functions that are others with it: who calls none of them cannot tell it."""
        with self._alive() as changed:
            return {f"{self.module}.{self.where}"} | {
                f"{module}.{each.name}"
                for module in self._among()
                for each in functions_in(module)
                if any(named(node) in changed for node in ast.walk(each))
            }

    def _among(self) -> list[str]:
        return [each for each in all_modules() if each.startswith(f"{_part(self.module)}.")]

    @contextmanager
    def _alive(self) -> Iterator[set[str]]:
        """Gives the names that have another value."""
        if not isinstance(self.without, ast.FunctionDef):
            with rebuilt(self.module, self.without, self._among()) as changed:
                yield changed
            return
        function = function_of(self.module, self.where)
        healthy, function.__code__ = function.__code__, code_of(self.without, self.name)
        try:
            with rebuilt_after(self.module, self.where, self._among()) as changed:
                yield changed
        finally:
            function.__code__ = healthy


def modules() -> list[str]:
    """Every module of the chassis and the services in which rights are decided, found in its source.

    It raises a refusal about rights, uses a module of permissions or the roles of admins, or keeps a query
    within one account.
    """
    return [name for name in all_modules() if decides(_tree(name))]


def unreached_refusals() -> Iterator[str]:
    """Refusals about rights that no mutant leaves out, by module."""
    for module in modules():
        if module not in NOT_TAKEN_APART:
            yield from (f"{module}.{each}" for each in unreached(_tree(module)))


@cache
def all_modules() -> list[str]:
    """Every module of the chassis and the services."""
    services = ("access", "accounts", "connections", "invitations")
    return sorted(
        module.name
        for package in ("chassis", *(f"services.{name}" for name in services))
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.")
        if not module.ispkg and not module.name.endswith("__main__") and "migrations" not in module.name
    )


def _part(module: str) -> str:
    """The service that a module is of, or the chassis."""
    return ".".join(module.split(".")[:2]) if module.startswith("services.") else "chassis"


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(importlib.import_module(module)))


@cache
def all_of_them() -> list[Mutant]:
    return [mutant for mutant in found() if mutant.name not in EQUIVALENT]


@cache
def found() -> list[Mutant]:
    """A mutant for each check that can be taken out, those of EQUIVALENT too."""
    return [mutant for module in modules() if module not in NOT_TAKEN_APART for mutant in _of_module(module)]


def _of_module(module: str) -> Iterator[Mutant]:
    for statement in _tree(module).body:
        if is_plain(statement) or names_value(statement):
            found: Counter[str] = Counter()
            for number, what in enumerate(checks(copy.deepcopy(statement), module)):
                without = copy.deepcopy(statement)
                Without(number, module).visit(without)
                found[what] += 1
                again = f" ({found[what]})" if found[what] > 1 else ""
                yield Mutant(module, named_by(statement), what + again, without)
