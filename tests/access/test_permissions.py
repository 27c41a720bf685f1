"""Every cell of the permission matrix, over HTTP, across two practices."""

from __future__ import annotations

import re

import pytest

from chassis.rpc.client import RpcClient
from gateway.api.operations import Operation
from gateway.api.resources import OPERATIONS
from tests.access import mutants
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


def test_every_module_that_decides_about_a_right_is_taken_apart_or_says_who_decides_for_it() -> None:
    """`make test-mutations` covers `MODULES`."""
    assert mutants.deciding() - set(mutants.MODULES) == mutants.NOT_TAKEN_APART.keys()


#: What has no row, and why.
_WITHOUT_A_ROW = {
    "signOut": "it ends the session it is asked with (test_signing_in)",
    "importClients": "it takes a file, which is in test_imports of the gateway",
    "acceptInvitation": "the link decides, and whoever is signed in only joins as themselves (test_races)",
}


def test_every_signed_in_operation_has_a_row() -> None:
    def is_of(action: Action, operation: Operation) -> bool:
        form = re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(operation.path))
        return action.method == operation.method and bool(re.fullmatch(form, action.path.partition("?")[0]))

    missing = {
        operation.name
        for operation in OPERATIONS
        if operation.signed_in != "no" and not any(is_of(action, operation) for action in ACTIONS.values())
    }
    assert missing == _WITHOUT_A_ROW.keys()
