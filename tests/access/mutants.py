"""Mutants of the checks of rights: each is our own code with one check taken out, while the product runs.

A check is an `if` that raises a refusal about rights, a call of a `rights` module, or a comparison that keeps
a query within one practice or one person.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType

MODULES = (
    "chassis.rpc.entrypoint",
    "services.access.permissions",
    "services.access.client_permissions",
    "services.access.members",
    "services.access.colleagues",
    "services.access.leaving",
    "services.access.teams",
    "services.access.client_access",
    "services.access.bulk_access",
    "services.access.client_users",
    "services.access.audit",
    "services.access.own_sessions",
    "services.access.second_factor",
    "services.access.email_look_ups",
    "services.accounts.permissions",
    "services.accounts.practices",
    "services.accounts.requesting",
    "services.accounts.retiring",
    "services.accounts.changing",
    "services.accounts.own_account",
    "services.invitations.permissions",
    "services.invitations.letterheads",
    "services.invitations.many",
    "services.connections.permissions",
)
#: Modules that decide about a right by asking one that is covered, or that no mutant of ours takes apart yet.
#: What they ask is mutated where it is defined; that they ask at all is the matrix' to notice.
NOT_TAKEN_APART = {
    "chassis.rpc.request": "who is not signed in was refused before it was made: chassis.rpc.entrypoint",
    "chassis.security.identity": "a passport that does not hold is nobody's: test_identities",
    "services.access.changing_password": "a link decides: test_passwords",
    "services.access.joining": "a link decides: test_races, test_guarding",
    "services.access.sessions": "one's own: test_signing_in",
    "services.accounts.creating_from_draft": "it asks standing",
    "services.accounts.drafts": "it asks standing",
    "services.accounts.extract_address": "an address that is nobody's",
    "services.accounts.guide": "it asks reading",
    "services.accounts.import_records": "it asks standing; whose imports are whose is built at the same time",
    "services.accounts.inviting": "it asks standing",
    "services.accounts.reading": "it asks standing",
    "services.accounts.transferring": "it is asked by requesting, which decides",
    "services.connections.authorizations": "it asks standing",
    "services.connections.checking": "it asks standing",
    "services.connections.closing": "it asks standing",
    "services.connections.connecting": "it asks standing",
    "services.connections.reading": "it asks standing",
    "services.invitations.previewing": "it asks letterheads.require_admin",
    "services.invitations.reading": "it asks seeing",
    "services.invitations.resending": "it asks seeing",
}
_ABOUT_RIGHTS = {
    "RoleRequired", "PracticeAccountRequired", "NotFound", "Unauthenticated", "SessionRequired",
    "ScopeRequired", "Owner", "ClientAccountRequired", "EmailNotConfirmed",
}  # fmt: skip
_OWN = ("practice_id", "account_id")
#: What changes nothing, and why.
EQUIVALENT = {
    "accounts.requesting.ask: caller.kind != 'client'": "the role that is asked for next is a client's only",
    "access.members.of_caller: Membership.account_id == caller.account_id": "the session is for one account",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """`what` is the check that is missing, as it stands in `function` of `module`."""

    module: str
    function: str
    line: int
    what: str
    code: CodeType

    @property
    def name(self) -> str:
        return f"{self.module.removeprefix('services.')}.{self.function}: {self.what}"

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Let the running product use this code in the block."""
        function = _function(self.module, self.function)
        healthy, function.__code__ = function.__code__, self.code
        try:
            yield
        finally:
            function.__code__ = healthy


def deciding() -> set[str]:
    """The modules that raise a refusal about rights, found in their source."""
    found = set()
    for package in (
        "chassis",
        *(f"services.{name}" for name in ("access", "accounts", "connections", "invitations")),
    ):
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if module.ispkg or module.name.endswith("__main__"):
                continue
            tree = ast.parse(inspect.getsource(importlib.import_module(module.name)))
            if any(isinstance(node, ast.Raise) and _refuses(node) for node in ast.walk(tree)):
                found.add(module.name)
    return found


def all_of_them() -> list[Mutant]:
    found = [mutant for module in MODULES for mutant in _of_module(module)]
    return [mutant for mutant in found if mutant.name not in EQUIVALENT]


def _function(module: str, name: str) -> FunctionType:
    found = getattr(importlib.import_module(module), name)
    if not isinstance(found, FunctionType):
        raise TypeError(name)
    return found


def _of_module(module: str) -> Iterator[Mutant]:
    source = inspect.getsource(importlib.import_module(module))
    for definition in ast.parse(source).body:
        if not isinstance(definition, ast.FunctionDef) or definition.decorator_list:
            continue
        for number, what in enumerate(_checks(definition)):
            tree = ast.parse(source)
            mutated = next(
                each
                for each in tree.body
                if isinstance(each, ast.FunctionDef) and each.name == definition.name
            )
            _Without(number).visit(mutated)
            code = compile(ast.fix_missing_locations(tree), f"<mutant of {module}>", "exec")
            yield Mutant(module, definition.name, definition.lineno, what, _code_in(code, definition.name))


def _code_in(code: CodeType, name: str) -> CodeType:
    return next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)


def _checks(definition: ast.FunctionDef) -> list[str]:
    finder = _Without(-1)
    finder.visit(definition)
    return finder.found


class _Without(ast.NodeTransformer):
    """Takes the check of this number out, counted in the order of the source; -1 only finds them."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.found: list[str] = []

    def _is_it(self, node: ast.AST) -> bool:
        self.found.append(ast.unparse(node).partition("\n")[0])
        return len(self.found) - 1 == self._number

    def visit_If(self, node: ast.If) -> ast.AST:
        if _refuses(node.body[-1]) and self._is_it(node.test):
            node.test = ast.Constant(False)
            return node
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if _asks_rights(node.value) and self._is_it(node.value):
            return ast.Pass()
        return node if _asks_rights(node.value) else self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        weaker = _asks_rights(node) and ast.unparse(node.func) in ("rights.admin", "rights.adder")
        if weaker and self._is_it(node):
            node.func = ast.parse("rights.colleague", mode="eval").body
            return node
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        left = node.left
        column = isinstance(left, ast.Attribute) and isinstance(left.value, ast.Name)
        if not column or not left.value.id[0].isupper() or not isinstance(node.ops[0], ast.Eq):  # type: ignore[attr-defined]
            return node
        kept = left.attr in _OWN or ast.unparse(node) == "Session.user_id == user_id"  # type: ignore[attr-defined]
        if kept and self._is_it(node):
            node.comparators = [left]
        return node


def _refuses(statement: ast.stmt) -> bool:
    call = statement.exc if isinstance(statement, ast.Raise) else None
    return isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in _ABOUT_RIGHTS


def _asks_rights(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("rights.", "client_rights."))
