"""Imports that change clients, taken back or not, with edits by others in between: as a model says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chassis.rpc.client import RpcClient
from contracts import accounts
from tests.accounts.import_calls import checks, comes_to, does, rows, uploads
from tests.builders import a_practice, unique

#: Few values of each, so that what others enter is often what a file says, or what was there before.
VALUES: Mapping[str, tuple[str, ...]] = {
    "postcode": ("M1 1AE", "LS1 4AP", "SW1A 1AA"),
    "email": ("a@acme.example", "b@acme.example"),
    "industry": ("62012", "01110"),
}
FIELDS = tuple(VALUES)
CLIENTS = 3
cells = st.fixed_dictionaries({each: st.sampled_from(("", *VALUES[each])) for each in FIELDS})
files = st.lists(cells, min_size=CLIENTS, max_size=CLIENTS)
places = st.integers(0, CLIENTS - 1)
edits = st.lists(
    st.tuples(places, st.sampled_from(FIELDS)).flatmap(
        lambda it: st.tuples(st.just(it[0]), st.just(it[1]), st.sampled_from((None, *VALUES[it[1]])))
    ),
    max_size=2,
)


@dataclass
class Modelled:
    """A client as it is to be."""

    id: str
    crn: str
    values: dict[str, str | None]
    version: int = 1
    archived: bool = False


@dataclass
class Done:
    """An import that is done: of each client it changed, each field before and after; and whom it added."""

    found: Mapping[str, Any]
    changed: dict[str, dict[str, tuple[str | None, str]]] = field(default_factory=dict)
    added: str | None = None


class Life(RuleBasedStateMachine):
    """A practice with some clients that files and people change."""

    rpc: RpcClient
    seen: set[str]

    @initialize()
    def begin(self) -> None:
        self.owner = a_practice(self.rpc)
        self.clients: dict[str, Modelled] = {}
        self.done: list[Done] = []
        self.first = [self._there(self.owner.adds_client(name=f"Client {n}")) for n in range(CLIENTS)]

    def _there(self, client: Mapping[str, Any]) -> str:
        values = {each: client[each] for each in FIELDS}
        self.clients[client["id"]] = Modelled(client["id"], client["crn"], values)
        return str(client["id"])

    @rule(place=places, what=st.sampled_from(FIELDS), data=st.data())
    def somebody_edits(self, place: int, what: str, data: st.DataObject) -> None:
        self._edit(place, what, data.draw(st.sampled_from((None, *VALUES[what]))))

    def _edit(self, place: int, what: str, value: str | None) -> None:
        client = self.clients[self.first[place]]
        if client.archived:
            return
        with self.owner.acting():
            self.owner.rpc.forward(accounts.CHANGE_CLIENT, {"client_id": client.id, what: value})
        client.version += client.values[what] != value
        client.values[what] = value

    @rule(place=places)
    def somebody_archives_or_restores(self, place: int) -> None:
        self._archive_or_restore(place)

    def _archive_or_restore(self, place: int) -> None:
        client = self.clients[self.first[place]]
        with self.owner.acting():
            (accounts.restore_client if client.archived else accounts.archive_client)(self.rpc, client.id)
        client.archived, client.version = not client.archived, client.version + 1

    @rule(said=files, adds=st.booleans(), between=edits)
    def a_file_is_imported(
        self, said: list[dict[str, str]], adds: bool, between: list[tuple[int, str, str | None]]
    ) -> None:
        self._import(said, adds, between)

    @rule(said=files, adds=st.booleans(), then=edits, data=st.data())
    def a_file_is_imported_and_taken_back(
        self,
        said: list[dict[str, str]],
        adds: bool,
        then: list[tuple[int, str, str | None]],
        data: st.DataObject,
    ) -> None:
        """Rules are drawn apart from each other, and many a practice would never take anything back."""
        self._import(said, adds, [])
        for place, what, value in then:
            self._edit(place, what, value)
        self._take_back(self.done.pop(), data)

    def _import(
        self, said: list[dict[str, str]], adds: bool, between: list[tuple[int, str, str | None]]
    ) -> None:
        named = [self.clients[each] for each in self.first]
        lines = [
            ",".join([client.crn, "", *(each[name] for name in FIELDS)])
            for client, each in zip(named, said, strict=True)
        ]
        new = unique("New")
        lines += [f",{new},,,"] if adds else []
        file = "\n".join(["CRN,Client name,Postcode,Email,SIC code", *lines])
        found = checks(self.owner, uploads(self.owner, file), mode="create_and_update")
        looked_at = [self._looked_at(client, each) for client, each in zip(named, said, strict=True)]
        for row, (verdict, changes) in zip(rows(self.owner, found), looked_at, strict=False):
            assert row["verdict"] == verdict
            shown = {each["field"]: (each["before"], each["after"]) for each in row["changes"]}
            assert shown == changes
        versions = [client.version for client in named]
        for place, what, value in between:
            self._edit(place, what, value)
        done = Done(does(self.owner, found))
        results = rows(self.owner, done.found)
        for client, each, version, (verdict, _), row in zip(
            named, said, versions, looked_at, results, strict=False
        ):
            self._carried_out(done, client, each, version, verdict, row)
        if adds:
            assert results[-1]["result"] == "created"
            done.added = self._there(self.owner.reads(results[-1]["client_id"]))
        self.done.append(done)

    @staticmethod
    def _looked_at(
        client: Modelled, said: Mapping[str, str]
    ) -> tuple[str, dict[str, tuple[str | None, str]]]:
        if client.archived:
            return "invalid", {}
        changes = {
            each: (client.values[each], value)
            for each, value in said.items()
            if value and value != client.values[each]
        }
        return ("update" if changes else "same"), changes

    def _carried_out(
        self,
        done: Done,
        client: Modelled,
        said: Mapping[str, str],
        version: int,
        verdict: str,
        row: Mapping[str, Any],
    ) -> None:
        changes = self._looked_at(client, said)[1]
        if verdict == "invalid":
            expected = "failed"
        elif not changes:
            expected = "unchanged"
        elif client.version != version:
            expected = "failed"
        else:
            expected = "changed"
            client.values |= {each: after for each, (_, after) in changes.items()}
            client.version += 1
            done.changed[client.id] = changes
        assert row["result"] == expected
        self.seen.add(expected)

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def an_import_is_taken_back(self, data: st.DataObject) -> None:
        """Any that is done, not only the last one."""
        self._take_back(self.done.pop(data.draw(st.integers(0, len(self.done) - 1))), data)

    def _take_back(self, done: Done, data: st.DataObject) -> None:
        self._somebody_was_there_first(done, data)
        with self.owner.acting():
            accounts.undo_import(self.rpc, done.found["id"])
        undone = comes_to(self.owner, done.found, "undone")
        by_client = {row["client_id"]: row for row in rows(self.owner, undone) if row["client_id"]}
        for client_id, changes in done.changed.items():
            self._taken_back(self.clients[client_id], changes, by_client[client_id])
        if done.added is not None:
            touched = self.clients[done.added].version > 1
            assert by_client[done.added]["result"] == ("kept" if touched else "undone")
            if not touched:
                del self.clients[done.added]

    def _somebody_was_there_first(self, done: Done, data: st.DataObject) -> None:
        """Of a client that the import has changed: archived since, or one of these fields changed again."""
        changed = [place for place, each in enumerate(self.first) if each in done.changed]
        what = data.draw(st.sampled_from(("edits", "archives", "nobody")))
        if not changed or what == "nobody":
            return
        place = data.draw(st.sampled_from(changed))
        if what == "archives":
            self._archive_or_restore(place)
            return
        name, (_, after) = data.draw(st.sampled_from(sorted(done.changed[self.first[place]].items())))
        others = [value for value in (None, *VALUES[name]) if value != after]
        self._edit(place, name, data.draw(st.sampled_from(others)))

    def _taken_back(
        self, client: Modelled, changes: Mapping[str, tuple[str | None, str]], row: Mapping[str, Any]
    ) -> None:
        if client.archived:
            assert row["result"] == "kept"
            assert "archived" in row["detail"]
            self.seen.add("archived since")
            return
        back = {each: before for each, (before, after) in changes.items() if client.values[each] == after}
        client.values |= back
        client.version += bool(back)
        stays = [each for each in changes if each not in back]
        assert row["result"] == ("kept" if stays else "undone")
        assert all(each in row["detail"] for each in stays)
        self.seen |= {"stays"} if stays else {"restored"}

    @invariant()
    def clients_are_as_the_model_says(self) -> None:
        """Their versions too, so that each change is made once."""
        with self.owner.acting():
            listed: list[Mapping[str, Any]] = [
                each
                for status in ("active", "archived")
                for each in accounts.list_clients(self.rpc, status=status)["items"]
            ]
        there = {
            each["id"]: ({name: each[name] for name in FIELDS}, each["version"], each["status"] == "archived")
            for each in listed
        }
        assert there == {
            each.id: (each.values, each.version, each.archived) for each in self.clients.values()
        }


def test_updates_and_undo_agree_with_a_model(rpc: RpcClient) -> None:
    class Here(Life):
        seen: set[str] = set()

    Here.rpc = rpc
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
    assert Here.seen == {"changed", "unchanged", "failed", "restored", "stays", "archived since"}
