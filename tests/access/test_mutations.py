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

    def notice(self, mutant: Mutant, cell: Cell) -> bool:
        """Whether something else comes of the cell with the mutant than without.

        A refusal may also come by chance, or of what was asked before, such as the tenth test message of a
        day: it is asked for again, then in a new world. What can be made once only is compared in new worlds.
        """
        came_of_it = self._with(mutant, cell)
        if came_of_it == cell.expected:
            return False
        if _once(cell):
            self._renew()
            came_of_it = self._with(mutant, cell)
            self._renew()
            return came_of_it != self.now.comes_of(cell)
        if came_of_it[0] >= 400:
            if self.now.comes_of(cell) != cell.expected:
                self._renew()
            came_of_it = self._with(mutant, cell)
        if ACTIONS[cell.action].method != "GET" and came_of_it[0] < 300:
            self._renew()
        return came_of_it != cell.expected

    def _with(self, mutant: Mutant, cell: Cell) -> tuple[int, str | None]:
        with mutant.alive():
            return self.now.comes_of(cell)

    def stay_apart(self) -> bool:
        """Whether two practices and two clients with somebody in common still do not touch each other."""
        try:
            two_practices.stay_apart(self._rpc, self._mailbox)
        except (AssertionError, Refusal, LookupError, ValueError, pytest.fail.Exception):
            return False
        return True

    def _renew(self) -> None:
        self.now = World(self._rpc, self._mailbox)


@pytest.fixture(scope="module")
def worlds(rpc: RpcClient, mailbox: Mailbox, product: Product) -> Iterator[Worlds]:
    """Without the second wall, which makes up for some of the checks (docs/adr/0011)."""
    with lowered_walls(product, "access"), lowered_walls(product, "accounts"):
        yield Worlds(rpc, mailbox)


def test_without_a_mutant_the_first_wall_holds_alone(worlds: Worlds) -> None:
    """Else every mutant would be noticed."""
    came_of_it = {cell: worlds.now.comes_of(cell) for cell in cells()}
    assert {cell: came for cell, came in came_of_it.items() if came != cell.expected} == {}
    assert worlds.stay_apart()


def _once(cell: Cell) -> bool:
    """Whether the cell makes, in another practice, what has to be new there."""
    elsewhere = ACTIONS[cell.action].elsewhere
    return elsewhere is not None and cell.expected == elsewhere


@pytest.mark.parametrize("mutant", mutants.all_of_them(), ids=lambda mutant: mutant.name)
def test_a_missing_check_changes_what_somebody_may(worlds: Worlds, mutant: Mutant) -> None:
    likely_first = sorted(cells(), key=lambda cell: (not _once(cell), _likely(mutant, cell)), reverse=True)
    if any(worlds.notice(mutant, cell) for cell in likely_first):
        return
    with mutant.alive():
        apart = worlds.stay_apart()
    assert not apart, f"nobody notices that {mutant.what!r} is missing"
    assert worlds.stay_apart(), "without the mutant they do not stay apart either"


#: Where a missing check is likely to show, by the module it is missing in; else by its service.
_TOPICS = {
    "members": "colleagues", "colleagues": "colleagues", "joining": "invitations.accept",
    "teams": "teams", "client_access": "access", "client_users": "users", "audit_trail": "activity",
    "sessions": "sessions", "credentials": "email", "practices": "practice", "drafts": "drafts",
    "practice_requests": "requests", "imports": "imports", "bulk_invitations": "bulk",
    "practice_messages": "messages",
}  # fmt: skip
_SERVICES = {"accounts": "clients", "invitations": "invitations", "connections": "connections"}


def _likely(mutant: Mutant, cell: Cell) -> bool:
    """Whether this cell is likely to change: one that somebody who may not is refused in."""
    _, service, topic = mutant.module.split(".")[:3]
    likely = _TOPICS.get(topic, _SERVICES.get(service, "none"))
    return cell.action.startswith(likely) and cell.expected[0] in (403, 404)
