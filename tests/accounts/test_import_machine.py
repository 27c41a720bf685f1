"""Whatever is requested of an import, in whatever order: what the table of its states allows is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.accounts import ImportState
from contracts.accounts.import_states import IMPORT_TRANSITIONS, ImportStatus
from tests.accounts.import_calls import comes_to, uploads
from tests.builders import Person, a_practice, unique

#: Where an import waits for somebody; in all others it is at work.
WAITING = ("mapping", "ready", "done", "undone", "unreadable")
#: What somebody requests, by the state that it leads to.
REQUESTS: Mapping[ImportStatus, Callable[..., Any]] = {
    ImportStatus.READING: lambda rpc, id_: accounts.map_columns(rpc, import_id=id_, heading_row=1),
    ImportStatus.CHECKING: lambda rpc, id_: accounts.map_columns(rpc, import_id=id_),
    ImportStatus.IMPORTING: accounts.start_import,
    ImportStatus.UNDOING: accounts.undo_import,
}


def leads_to(begun: ImportStatus) -> set[ImportStatus]:
    """Where an import can come to wait once it is in this state, by the table."""
    seen, new = {begun}, {begun}
    while new:
        new = {
            after for each in new if each not in WAITING for after in IMPORT_TRANSITIONS.following(each)
        } - seen
        seen |= new
    return {each for each in seen if each in WAITING}


class Life(RuleBasedStateMachine):
    """One import, of one client."""

    owner: Person
    refused = done = 0

    def __init__(self) -> None:
        super().__init__()
        self.name = unique("Acme")
        self.found = uploads(self.owner, f"Client name\n{self.name}\n")

    @rule(to=st.sampled_from(sorted(REQUESTS)))
    def request(self, to: ImportStatus) -> None:
        if not IMPORT_TRANSITIONS.allow(self.found["state"], to):
            with self.owner.acting(), pytest.raises(ImportState):
                REQUESTS[to](self.owner.rpc, self.found["id"])
            type(self).refused += 1
            return
        with self.owner.acting():
            REQUESTS[to](self.owner.rpc, self.found["id"])
        self.found = comes_to(self.owner, self.found, *WAITING)
        assert self.found["state"] in leads_to(to)
        type(self).done += 1

    @rule()
    def resume(self) -> None:
        """It has not stopped."""
        with self.owner.acting(), pytest.raises(ImportState):
            accounts.resume_import(self.owner.rpc, self.found["id"])

    @invariant()
    def its_client_is_there_while_it_is_done(self) -> None:
        assert (self.name in self.owner.sees()) is (self.found["state"] == "done")


def test_an_import_agrees_with_the_table(rpc: RpcClient) -> None:
    class Here(Life):
        owner = a_practice(rpc)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=6,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
    assert Here.refused >= 10
    assert Here.done >= 10
