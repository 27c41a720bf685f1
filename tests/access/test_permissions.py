"""Every cell of the permission matrix, over HTTP, across two practices."""

from __future__ import annotations

import pytest

from chassis.rpc.client import RpcClient
from tests.access.permission_matrix import Cell, cells
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
