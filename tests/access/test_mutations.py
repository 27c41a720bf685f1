"""No check of rights can be taken out unnoticed: without any one of them, a cell of the matrix changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chassis.rpc.client import RpcClient
from contracts.errors import Refusal
from deploy.allinone.product import Product
from tests.access import mutants, two_practices
from tests.access.mutants import Mutant
from tests.access.permission_matrix import ACTIONS, Cell, cells
from tests.access.permission_world import World
from tests.builders import Mailbox, lowered_walls

pytestmark = pytest.mark.mutations


class Worlds:
    """One world for many mutants, made anew where one of them has changed it."""

    def __init__(self, rpc: RpcClient, mailbox: Mailbox) -> None:
        self._rpc, self._mailbox = rpc, mailbox
        self.now = World(rpc, mailbox)

    def stay_apart(self) -> bool:
        """Whether two practices and two clients with somebody in common still do not touch each other."""
        try:
            two_practices.stay_apart(self._rpc, self._mailbox)
        except (AssertionError, Refusal, LookupError, ValueError, pytest.fail.Exception):
            return False
        return True

    def renew_after(self, cell: Cell, came_of_it: tuple[int, str | None]) -> None:
        if ACTIONS[cell.action].method != "GET" and came_of_it[0] < 300:
            self.now = World(self._rpc, self._mailbox)


@pytest.fixture(scope="module")
def worlds(rpc: RpcClient, mailbox: Mailbox, product: Product) -> Iterator[Worlds]:
    """Without the second wall, which makes up for some of the checks (docs/adr/0011)."""
    with lowered_walls(product, "access"):
        yield Worlds(rpc, mailbox)


@pytest.mark.parametrize("mutant", mutants.all_of_them(), ids=lambda mutant: mutant.name)
def test_a_missing_check_changes_what_somebody_may(worlds: Worlds, mutant: Mutant) -> None:
    topic = mutant.module.rpartition(".")[2]
    likely_first = sorted(cells(), key=lambda cell: _likely(topic, cell), reverse=True)
    with mutant.alive():
        for cell in likely_first:
            came_of_it = worlds.now.comes_of(cell)
            if came_of_it != cell.expected:
                worlds.renew_after(cell, came_of_it)
                return
        assert not worlds.stay_apart(), f"nobody notices that {mutant.what!r} is missing"


_TOPICS = {
    "leaving": "colleagues", "teams": "teams", "client_access": "access", "bulk_access": "access.change_many",
    "client_users": "users", "client_rights": "users", "audit": "activity", "own_sessions": "sessions",
    "second_factor": "totp", "practices": "practice", "seeing": "invitations", "colleagues": "colleagues",
}  # fmt: skip


def _likely(topic: str, cell: Cell) -> int:
    return cell.action.startswith(_TOPICS.get(topic, "none"))
