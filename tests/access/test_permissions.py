"""Every cell of the permission matrix, over HTTP, across two practices."""

from __future__ import annotations

import re

import orjson
import pytest

from chassis.rpc.client import RpcClient
from gateway.openapi_file import FILE
from tests.access import equal_mutants, mutants
from tests.access.permission_action import Action
from tests.access.permission_matrix import ACTIONS, Cell, cells
from tests.access.permission_world import World
from tests.access.two_practices import stay_apart
from tests.builders import Mailbox


@pytest.fixture(scope="module")
def world(rpc: RpcClient, mailbox: Mailbox) -> World:
    return World(rpc, mailbox)


@pytest.mark.parametrize("cell", cells(), ids=lambda cell: f"{cell.action}-{cell.actor}")
def test_each_actor_may_exactly_what_the_matrix_says(world: World, cell: Cell) -> None:
    assert world.comes_of(cell) == cell.expected


def test_two_practices_with_somebody_in_common_leave_each_other_alone(
    rpc: RpcClient, mailbox: Mailbox
) -> None:
    stay_apart(rpc, mailbox)


def test_every_module_that_decides_about_a_right_is_taken_apart_or_says_why_not() -> None:
    """`make test-mutations` covers what `mutants.all_of_them` finds."""
    taken_apart = {mutant.module for mutant in mutants.found()}
    assert set(mutants.modules()) - taken_apart == equal_mutants.NOT_TAKEN_APART.keys()


def test_no_refusal_about_a_right_stands_where_no_mutant_leaves_it_out() -> None:
    assert list(mutants.unreached_refusals()) == []


def test_what_is_said_to_change_nothing_is_there() -> None:
    assert equal_mutants.EQUIVALENT.keys() <= {mutant.name for mutant in mutants.found()}


def test_every_signed_in_operation_of_the_document_has_a_row() -> None:
    described = orjson.loads(FILE.read_bytes())["paths"]
    missing = {
        operation["operationId"]
        for path, methods in described.items()
        for method, operation in methods.items()
        if "security" in operation and not any(_is_of(action, method, path) for action in ACTIONS.values())
    }
    assert missing == set()


def _is_of(action: Action, method: str, path: str) -> bool:
    form = re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path))
    return action.method == method.upper() and bool(re.fullmatch(form, action.path.partition("?")[0]))
