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
    likely_first = sorted(cells(), key=lambda cell: _likely(mutant, cell), reverse=True)
    with mutant.alive():
        for cell in likely_first:
            came_of_it = worlds.now.comes_of(cell)
            if came_of_it != cell.expected:
                worlds.renew_after(cell, came_of_it)
                return
        assert not worlds.stay_apart(), f"nobody notices that {mutant.what!r} is missing"


#: Where a missing check is likely to show, by the module it is missing in; else by its service.
_TOPICS = {
    "members": "colleagues", "colleagues": "colleagues", "joining": "invitations.accept",
    "teams": "teams", "client_access": "access", "client_users": "users", "audit_trail": "activity",
    "sessions": "sessions", "credentials": "email", "practices": "practice", "drafts": "drafts",
    "practice_requests": "requests", "imports": "imports", "practice_messages": "messages",
}  # fmt: skip
_SERVICES = {"accounts": "clients", "invitations": "invitations", "connections": "connections"}


def _likely(mutant: Mutant, cell: Cell) -> bool:
    """Whether this cell is likely to change: one that somebody who may not is refused in."""
    _, service, topic = mutant.module.split(".")[:3]
    likely = _TOPICS.get(topic, _SERVICES.get(service, "none"))
    return cell.action.startswith(likely) and cell.expected[0] in (403, 404)
