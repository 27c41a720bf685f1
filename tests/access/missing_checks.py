"""What a check of rights looks like in our code, and the code without one of them.

A check is an `if` that raises a refusal about rights, or one of several reasons for it; a call of a module of
permissions; whether a role is an admin's; or a condition that keeps a query within one practice, one person,
who is still a member, or what somebody sees.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_ABOUT_RIGHTS = {
    "RoleRequired", "LevelRequired", "PracticeAccountRequired", "NotFound", "Unauthenticated",
    "SessionRequired", "ScopeRequired", "Owner", "ClientAccountRequired", "EmailNotConfirmed",
    "InsufficientScope", "InvalidClient", "AuthorizationStateInvalid", "InvitationOfPracticeBefore",
}  # fmt: skip
_OWN = ("practice_id", "account_id")
#: Columns of whoever made a row, where they are compared with who asks.
_OWNERS = ("user_id", "created_by")
_CALLERS = ("caller.user_id", "request.caller.user_id", "bindparam('user_id')")
#: The modules that say what somebody may, as the others call them.
_ASKED = ("permissions", "client_permissions", "roles")
#: What those modules say as conditions of a query.
_CONDITIONS = ("is_caller", "session_lives", "granted", "visible", "workable", "manageable")
#: Their calls that ask for more than another does, which takes their place.
_WEAKER = {
    ("access", "admin"): "colleague",
    ("access", "adder"): "colleague",
    ("accounts", "require_adder"): "of",
    ("accounts", "adder_and"): "member_and",
    ("connections", "require_adder"): "require",
}


def decides(tree: ast.Module) -> bool:
    """Whether anything in a module is about rights."""
    return any(
        refuses(node)
        or (isinstance(node, ast.Attribute) and ast.unparse(node.value) in _ASKED)
        or (isinstance(node, ast.Name) and node.id == "ADMINS")
        or _keeps_apart(node)
        for node in ast.walk(tree)
    )


def checks(statement: ast.stmt, module: str) -> list[str]:
    """The checks in a function or another statement of a module, in the order of the source.

    The statement is no longer of use.
    """
    finder = Without(-1, module)
    finder.visit(statement)
    return finder.found


def unreached(tree: ast.Module) -> Iterator[str]:
    """Refusals about rights where no check is looked for, with the class or function around them."""
    for around in tree.body:
        reached = (
            {id(node.body[-1]) for node in ast.walk(around) if isinstance(node, ast.If)}
            if is_plain(around)
            else set()
        )
        for node in ast.walk(around):
            if refuses(node) and id(node) not in reached:
                yield f"{getattr(around, 'name', '')}: {ast.unparse(node)}"


def is_plain(statement: ast.stmt) -> bool:
    """Whether it is a function whose code can be exchanged for another."""
    return isinstance(statement, ast.FunctionDef) and not (
        {ast.unparse(each) for each in statement.decorator_list} - {"context.across_accounts"}
    )


class Without(ast.NodeTransformer):
    """Takes the check of this number out, counted in the order of the source; -1 only finds them."""

    def __init__(self, number: int, module: str) -> None:
        self._number = number
        self._service = module.split(".")[1]
        self._of_permissions = module.endswith(".permissions") and self._service != "invitations"
        self._decides = module.rpartition(".")[2] in _ASKED
        self.found: list[str] = []

    def _is_it(self, node: ast.AST) -> bool:
        self.found.append(ast.unparse(node).partition("\n")[0])
        return len(self.found) - 1 == self._number

    def visit_If(self, node: ast.If) -> ast.AST:
        if not refuses(node.body[-1]):
            return self.generic_visit(node)
        if self._is_it(node.test):
            node.test = ast.Constant(False)
            return node
        if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or):
            for place, reason in enumerate(node.test.values):
                if not _is_role(reason) and self._is_it(reason):
                    node.test.values[place] = ast.Constant(False)
                    return node
        if _is_role(node.test):
            # Without it is as without the `if`; what it is made of may be checks themselves.
            self.generic_visit(node.test)
            node.body = [self.visit(each) for each in node.body]
            node.orelse = [self.visit(each) for each in node.orelse]
            return node
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Call) and _asks_rights(node.value):
            if self._is_it(node.value):
                return ast.Pass()
            node.value.args = [self.visit(each) for each in node.value.args]
            return node
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
        module, _, condition = ast.unparse(node).rpartition(".")
        if (
            module == "permissions"
            and condition in _CONDITIONS
            and self._service != "invitations"
            and self._is_it(node)
        ):
            return ast.Constant(True)
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """As within a module of permissions, where they have no other name."""
        read = isinstance(node.ctx, ast.Load)
        if self._of_permissions and read and node.id in _CONDITIONS and self._is_it(node):
            return ast.Constant(True)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        if _is_role(node) and self._is_it(node):
            return ast.Constant(isinstance(node.ops[0], ast.In))
        if _keeps_apart(node) and self._is_it(node):
            node.comparators = [node.left]
            return node
        return self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        if self._decides:
            for place, condition in enumerate(node.ifs):
                if self._is_it(condition):
                    node.ifs[place] = ast.Constant(True)
                    return node
        return self.generic_visit(node)


def refuses(node: ast.AST) -> bool:
    """Whether it raises a refusal about rights."""
    call = node.exc if isinstance(node, ast.Raise) else None
    return isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in _ABOUT_RIGHTS


def _asks_rights(node: ast.Call) -> bool:
    return ast.unparse(node.func).rpartition(".")[0] in _ASKED


def _is_role(node: ast.AST) -> bool:
    """Whether it asks if a role is an admin's."""
    return isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]) == "ADMINS"


def _keeps_apart(node: ast.AST) -> bool:
    """Whether it is a condition of a query by whose the rows are."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq):
        return False
    column, value = node.left, ast.unparse(node.comparators[0])
    if not isinstance(column, ast.Attribute) or not isinstance(column.value, ast.Name):
        return False
    # A table, or another name for one in the same query.
    if not column.value.id.lstrip("_")[:1].isupper():
        return False
    return (
        column.attr in _OWN
        or (column.attr in _OWNERS and value in _CALLERS)
        or (column.attr == "status" and column.value.id in ("Member", "Membership") and value == "'active'")
        or ast.unparse(node) == "Session.user_id == user_id"
    )
