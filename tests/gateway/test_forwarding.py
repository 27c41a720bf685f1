"""What a browser left out is refused with the field's name by the service, never a fault of the page."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts import access, accounts, connections, invitations

ROOT = Path(__file__).parents[2]
CONTEXTS = {"access": access, "accounts": accounts, "connections": connections, "invitations": invitations}


def calls_with_what_was_given() -> Iterator[tuple[str, ast.Call]]:
    """Each `accounts.change_client(…, **given)` in the gateway."""
    for file in sorted((ROOT / "gateway").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in CONTEXTS
                and any(keyword.arg is None for keyword in node.keywords)
            ):
                yield f"{file.relative_to(ROOT)}:{node.lineno}", node


@pytest.mark.parametrize(("place", "call"), list(calls_with_what_was_given()))
def test_a_caller_is_given_whatever_it_needs_by_name(place: str, call: ast.Call) -> None:
    """What might be missing in `**given` goes by `rpc.forward`: who is called says that it is."""
    assert isinstance(call.func, ast.Attribute)
    assert isinstance(call.func.value, ast.Name)
    caller = getattr(CONTEXTS[call.func.value.id], call.func.attr)
    named = {keyword.arg for keyword in call.keywords}
    needed = [
        name
        for place, (name, parameter) in enumerate(inspect.signature(caller).parameters.items())
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        and place >= len(call.args)
    ]
    assert set(needed) - named == set()
