"""No check of rights can be taken out unnoticed.

Without any one of them, a cell of the matrix changes, or another test of what people may do fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest

from chassis.rpc.client import RpcClient
from deploy.allinone.product import Product
from tests.access import mutants
from tests.access.called_functions import called
from tests.access.mutants import Mutant
from tests.access.permission_matrix import ACTIONS, Cell, cells
from tests.access.permission_world import World
from tests.access.witnesses import RIGHTS, Witness, witnesses
from tests.builders import Mailbox, Phone
from tests.lowered_walls import lowered_walls

#: The first of them waits until it is known what each cell and witness calls.
pytestmark = [pytest.mark.mutations, pytest.mark.timeout(1800)]


class Worlds:
    """One world for many mutants, made anew where one of them has changed it."""

    def __init__(self, fixtures: Mapping[str, Any]) -> None:
        self._fixtures = fixtures
        self._renew()
        #: What each cell and witness makes the services call.
        self.calls: dict[Cell | Witness, frozenset[str]] = {}

    def find_calls(self) -> dict[Cell | Witness, object]:
        """Note what each cell and witness calls; gives what came of the cells that is not expected, and the
        witnesses that fail without a mutant too, so that they would show nothing.
        """
        unexpected: dict[Cell | Witness, object] = {}
        with called(mutants.all_modules()) as names:
            for cell in cells():
                names.clear()
                # Once more, as what is too busy refuses too.
                if self.now.comes_of(cell) != cell.expected and self.now.comes_of(cell) != cell.expected:
                    unexpected[cell] = self.now.comes_of(cell)
                self.calls[cell] = frozenset(names)
            for witness in witnesses():
                names.clear()
                # Once more, as one may fail by chance.
                if self.holds(witness) or self.holds(witness):
                    self.calls[witness] = frozenset(names)
                else:
                    unexpected[witness] = "fails"
        return unexpected

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

    def holds(self, witness: Witness) -> bool:
        """Whether it passes; one that does not without a mutant either shows nothing."""
        return witness.holds(self._fixtures)

    def shows(self, mutant: Mutant, witness: Witness) -> bool:
        """Whether it fails with the mutant and not without it: twice, as a test may fail by chance once."""
        return self._fails_with(mutant, witness) and self.holds(witness) and self._fails_with(mutant, witness)

    def _fails_with(self, mutant: Mutant, witness: Witness) -> bool:
        with mutant.alive():
            return not self.holds(witness)

    def witnesses_of(self, mutant: Mutant, functions: set[str]) -> list[Witness]:
        """Those that call one of these functions: those named after it first, then those about rights, and
        those that call little. What a job of the product calls each second, every one of them calls.
        """
        found = [each for each, names in self.calls.items() if names & functions]
        service = mutant.module.split(".")[1]
        return sorted(
            (each for each in found if isinstance(each, Witness)),
            key=lambda witness: (
                -_words_shared(mutant.module, witness.module),
                witness.module not in RIGHTS,
                not witness.module.startswith(f"tests.{service}."),
                len(self.calls[witness]),
            ),
        )

    def _renew(self) -> None:
        self.now = World(self._fixtures["rpc"], self._fixtures["mailbox"])


@pytest.fixture(scope="module")
def without_second_wall(product: Product) -> Iterator[None]:
    """Row-level security makes up for some of the checks (docs/adr/0011)."""
    with ExitStack() as stack:
        for service in ("access", "accounts", "connections", "invitations"):
            stack.enter_context(lowered_walls(product, service))
        yield


@pytest.fixture(scope="module")
def worlds(
    product: Product, rpc: RpcClient, mailbox: Mailbox, phone: Phone, without_second_wall: None
) -> Worlds:
    """Where without a mutant the first wall holds alone: else every mutant would be noticed."""
    worlds = Worlds({"product": product, "rpc": rpc, "mailbox": mailbox, "phone": phone})
    assert worlds.find_calls() == {}
    return worlds


def _words_shared(module: str, witness: str) -> int:
    """How many words of a module's name begin as one in a witness's does, as `notices` and `notice`."""
    of_witness = {each[:5] for each in witness.rpartition(".")[2].split("_")} - {"test"}
    return len({each[:5] for part in module.split(".")[2:] for each in part.split("_")} & of_witness)


def _once(cell: Cell) -> bool:
    """Whether the cell makes, in another practice, what has to be new there."""
    elsewhere = ACTIONS[cell.action].elsewhere
    return elsewhere is not None and cell.expected == elsewhere


@pytest.mark.parametrize("mutant", mutants.all_of_them(), ids=lambda mutant: mutant.name)
def test_a_missing_check_changes_what_somebody_may(worlds: Worlds, mutant: Mutant) -> None:
    reached = mutant.reached_through()
    likely_first = sorted(cells(), key=lambda cell: (not _once(cell), _likely(mutant, cell)), reverse=True)
    if any(worlds.calls[cell] & reached and worlds.notice(mutant, cell) for cell in likely_first):
        return
    for witness in worlds.witnesses_of(mutant, reached):
        if worlds.shows(mutant, witness):
            return
    pytest.fail(f"nobody notices that {mutant.what!r} is missing")


#: Where a missing check is likely to show, by the module it is missing in; else by its service.
_TOPICS = {
    "members": "colleagues", "colleagues": "colleagues", "joining": "invitations.accept",
    "teams": "teams", "client_access": "access", "client_users": "users", "audit_trail": "activity",
    "sessions": "sessions", "credentials": "email", "practices": "practice", "drafts": "drafts",
    "practice_requests": "requests", "imports": "imports", "bulk_invitations": "bulk",
    "practice_messages": "messages", "access_requests": "areq", "access_reviews": "reviews",
}  # fmt: skip
_SERVICES = {"accounts": "clients", "invitations": "invitations", "connections": "connections"}


def _likely(mutant: Mutant, cell: Cell) -> bool:
    """Whether this cell is likely to change: one that somebody who may not is refused in."""
    _, service, topic = mutant.module.split(".")[:3]
    likely = _TOPICS.get(topic, _SERVICES.get(service, "none"))
    return cell.action.startswith(likely) and cell.expected[0] in (403, 404)
