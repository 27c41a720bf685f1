"""Mutants of the checks of rights: each is our own code with one check taken out, while the product runs.

A check is an `if` that raises a refusal about rights, a call of a module of permissions, whether a role is an
admin's, or a comparison that keeps a query within one practice, one person or what somebody sees.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType

#: What has no check that is taken out, and why: it has none of its own, or it is no right that decides but a
#: link, a password or a message, which the tests that are named take care of.
NOT_TAKEN_APART = {
    "chassis.rpc.request": "it hands on who asks; without somebody there is nothing to go on with",
    "chassis.security.identity": "a passport that does not hold is nobody's: test_identities",
    "services.access.client_users.added_client_users": "client_permissions and client_user_roles decide",
    "services.access.client_users.client_user_changes": "client_permissions and client_user_roles decide",
    "services.access.credentials.email_confirmations": "a link decides: test_confirming_email",
    "services.access.credentials.mailed_links": "it takes tokens from a service: test_passwords",
    "services.access.joining.invited_members": "a link decides: test_races, test_guarding",
    "services.access.joining.new_members": "a link decides: test_joining_decision",
    "services.access.passwords.password_confirmation": "a password decides, no token: test_own_sessions",
    "services.access.sessions.current_session": "one's own session decides; no token: test_own_sessions",
    "services.accounts.drafts.draft_answers": "it asks which colleagues there are, of drafts that one sees",
    "services.accounts.clients.extract_addresses": "the address is nobody's: test_extract_address_changes",
    "services.accounts.clients.archiving_clients": "it asks client_retirement, which decides",
    "services.accounts.imports.import_tables": "of pages alone: test_import_tables asks it as each role",
    "services.accounts.new_clients.named_people": "it asks who there is, for who may add clients",
    "services.accounts.practice_requests.client_transfer": "accepted_request decides",
}
_ABOUT_RIGHTS = {
    "RoleRequired", "PracticeAccountRequired", "NotFound", "Unauthenticated", "SessionRequired",
    "ScopeRequired", "Owner", "ClientAccountRequired", "EmailNotConfirmed",
}  # fmt: skip
_OWN = ("practice_id", "account_id")
#: The modules that say what somebody may, as the others call them.
_ASKED = ("permissions", "client_permissions", "roles")
#: Their calls that ask for more than another does, which takes their place.
_WEAKER = {
    ("access", "admin"): "colleague",
    ("access", "adder"): "colleague",
    ("accounts", "require_adder"): "of",
    ("accounts", "adder_and"): "member_and",
    ("connections", "require_adder"): "require",
}
#: What changes nothing that somebody may, and why; what else it changes, the test that is named notices.
EQUIVALENT = {
    "accounts.practice_requests.client_requests.ask: caller.kind != 'client'": (
        "the role that is asked for next is a client's only"
    ),
    "accounts.practice_requests.client_requests._own: found is None": (
        "an account has its client while it has users; one that is gone asks nobody: test_practice_requests"
    ),
    "accounts.client_lists.client_pages._named: Team.practice_id == caller.account_id": (
        "teams of clients that one sees are asked for, which are their practice's"
    ),
    "accounts.client_lists.duplicate_clients._may_resemble: ClientWord.practice_id == practice_id": (
        "clients that one sees are asked for; that others' crowd none of them out: test_duplicates"
    ),
    "access.members.memberships.of_caller_beside: Membership.account_id == caller.account_id": (
        "the session is for one account"
    ),
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


def modules() -> list[str]:
    """Every module of the chassis and the services in which rights are decided, found in its source.

    It raises a refusal about rights, or uses a module of permissions or the roles of admins.
    """
    return sorted(name for name in _all_modules() if _decides(_tree(name)))


def _all_modules() -> Iterator[str]:
    for package in (
        "chassis",
        *(f"services.{name}" for name in ("access", "accounts", "connections", "invitations")),
    ):
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if not module.ispkg and not module.name.endswith("__main__") and "migrations" not in module.name:
                yield module.name


def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(importlib.import_module(module)))


def _decides(tree: ast.Module) -> bool:
    return any(
        (isinstance(node, ast.Raise) and _refuses(node))
        or (isinstance(node, ast.Attribute) and ast.unparse(node.value) in _ASKED)
        or (isinstance(node, ast.Name) and node.id == "ADMINS")
        for node in ast.walk(tree)
    )


@cache
def all_of_them() -> list[Mutant]:
    return [mutant for mutant in found() if mutant.name not in EQUIVALENT]


@cache
def found() -> list[Mutant]:
    """A mutant for each check that can be taken out, those of EQUIVALENT too."""
    return [mutant for module in modules() if module not in NOT_TAKEN_APART for mutant in _of_module(module)]


def _function(module: str, name: str) -> FunctionType:
    """The function itself, within what is around it (`context.across_accounts`)."""
    found = inspect.unwrap(getattr(importlib.import_module(module), name))
    if not isinstance(found, FunctionType):
        raise TypeError(name)
    return found


def _of_module(module: str) -> Iterator[Mutant]:
    source = inspect.getsource(importlib.import_module(module))
    for definition in ast.parse(source).body:
        if not isinstance(definition, ast.FunctionDef):
            continue
        if {ast.unparse(each) for each in definition.decorator_list} - {"context.across_accounts"}:
            continue
        for number, what in enumerate(_checks(definition, module)):
            tree = ast.parse(source)
            mutated = next(
                each
                for each in tree.body
                if isinstance(each, ast.FunctionDef) and each.name == definition.name
            )
            _Without(number, module).visit(mutated)
            code = compile(ast.fix_missing_locations(tree), f"<mutant of {module}>", "exec")
            yield Mutant(module, definition.name, definition.lineno, what, _code_in(code, definition.name))


def _code_in(code: CodeType, name: str) -> CodeType:
    return next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)


def _checks(definition: ast.FunctionDef, module: str) -> list[str]:
    finder = _Without(-1, module)
    finder.visit(definition)
    return finder.found


class _Without(ast.NodeTransformer):
    """Takes the check of this number out, counted in the order of the source; -1 only finds them."""

    def __init__(self, number: int, module: str) -> None:
        self._number = number
        self._service = module.split(".")[1]
        self.found: list[str] = []

    def _is_it(self, node: ast.AST) -> bool:
        self.found.append(ast.unparse(node).partition("\n")[0])
        return len(self.found) - 1 == self._number

    def visit_If(self, node: ast.If) -> ast.AST:
        if _refuses(node.body[-1]):
            if self._is_it(node.test):
                node.test = ast.Constant(False)
                return node
            if _is_role(node.test):
                node.body = [self.visit(each) for each in node.body]
                return node
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if _asks_rights(node.value):
            return ast.Pass() if self._is_it(node.value) else node
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if _asks_rights(node):
            module, _, name = ast.unparse(node.func).rpartition(".")
            weaker = _WEAKER.get((self._service, name))
            if weaker is not None and self._is_it(node):
                node.func = ast.parse(f"{module}.{weaker}", mode="eval").body
                return node
            if name == "may_add_clients" and self._is_it(node):
                return ast.Constant(True)
            if name == "visible" and self._is_it(node):
                return node.args[-1]
        return self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if (
            ast.unparse(node) == "permissions.visible"
            and self._service != "invitations"
            and self._is_it(node)
        ):
            node.attr = "is_caller"
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        if _is_role(node):
            return ast.Constant(isinstance(node.ops[0], ast.In)) if self._is_it(node) else node
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
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[0] in _ASKED


def _is_role(node: ast.expr) -> bool:
    """Whether it asks if a role is an admin's."""
    return isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]) == "ADMINS"
