"""Who sees which client, against a plain model: whatever is granted, taken, renamed or left, in any order."""

from __future__ import annotations

from collections.abc import Callable
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
from contracts import access, accounts
from contracts.access import MEMBERSHIP_TRANSITIONS, MembershipStatus
from contracts.access.states import ADMINS
from tests.builders import Mailbox, Person, a_colleague, a_practice, by_token, caught_up, sign_in, unique

COLLEAGUES, CLIENTS, TEAMS = range(3), range(3), range(2)
EXAMPLES, STEPS = 23, 101


@dataclass
class Model:
    """What ought to be so; people, clients and teams by number."""

    role: dict[int, str] = field(default_factory=lambda: dict.fromkeys(COLLEAGUES, "standard"))
    status: dict[int, MembershipStatus] = field(
        default_factory=lambda: dict.fromkeys(COLLEAGUES, MembershipStatus.ACTIVE)
    )
    members: dict[int, set[int]] = field(default_factory=dict)
    everyone: set[int] = field(default_factory=set)
    colleagues: dict[int, set[int]] = field(default_factory=lambda: {client: set() for client in CLIENTS})
    teams: dict[int, set[int]] = field(default_factory=lambda: {client: set() for client in CLIENTS})
    manager: dict[int, int | None] = field(default_factory=lambda: dict.fromkeys(CLIENTS))

    def why(self, person: int, client: int) -> set[str]:
        """Every reason for which an active colleague sees a client."""
        reasons = {
            "role": self.role[person] in ADMINS,
            "everyone": client in self.everyone,
            "colleague": person in self.colleagues[client],
            "account_manager": self.manager[client] == person,
            "team": any(person in self.members.get(team, ()) for team in self.teams[client]),
        }
        return {reason for reason, holds in reasons.items() if holds and self.is_active(person)}

    def is_active(self, person: int) -> bool:
        return self.status[person] == MembershipStatus.ACTIVE

    def who_may_become(self, status: MembershipStatus) -> list[int]:
        """The colleagues whom the table lets."""
        return [each for each in COLLEAGUES if MEMBERSHIP_TRANSITIONS.allow(self.status[each], status)]

    def managed(self, person: int) -> list[int]:
        return [client for client in CLIENTS if self.manager[client] == person]


@dataclass
class Practice:
    """The practice that all examples use, put back before each."""

    owner: Person
    people: list[Person]
    clients: list[str]
    teams: dict[int, str] = field(default_factory=dict)

    def does(self, call: Callable[..., Any], **arguments: Any) -> Any:
        with self.owner.acting():
            return caught_up(self.owner, call(self.owner.rpc, **arguments))


class Visibility(RuleBasedStateMachine):
    """Every step is done for real and in the model; then everybody sees what the model says, and why."""

    practice: Practice
    steps = 0

    @initialize()
    def begin(self) -> None:
        self.model = Model()
        self._put_back()

    def _put_back(self) -> None:
        practice = self.practice
        for team_id in practice.teams.values():
            practice.does(access.delete_team, team_id=team_id)
        practice.teams.clear()
        for client_id in practice.clients:
            practice.does(access.put_client_access, client_id=client_id)
        for number, person in enumerate(practice.people):
            practice.does(access.reactivate_colleague, user_id=person.user_id)
            practice.does(access.change_colleague, user_id=person.user_id, role="standard")
            self._sign_in(number)

    def _sign_in(self, number: int) -> None:
        person = self.practice.people[number]
        self.practice.people[number] = sign_in(person.rpc, person.email)

    def _stay_signed_in(self) -> None:
        """A passport lasts a minute; the gateway would ask for another."""
        practice = self.practice
        practice.owner = by_token(practice.owner, practice.owner.token)
        for number, person in enumerate(practice.people):
            if self.model.is_active(number):
                practice.people[number] = by_token(person, person.token)

    @rule(
        client=st.sampled_from(CLIENTS),
        everyone=st.booleans(),
        colleagues=st.sets(st.sampled_from(COLLEAGUES)),
        teams=st.sets(st.sampled_from(TEAMS)),
        manager=st.none() | st.sampled_from(COLLEAGUES),
    )
    def put_access(
        self, client: int, everyone: bool, colleagues: set[int], teams: set[int], manager: int | None
    ) -> None:
        teams &= self.practice.teams.keys()
        self.practice.does(
            access.put_client_access,
            client_id=self.practice.clients[client],
            everyone=everyone,
            colleague_ids=[self._id(each) for each in colleagues],
            team_ids=[self.practice.teams[each] for each in teams],
            account_manager_id=self._id(manager) if manager is not None else None,
        )
        self.model.everyone.discard(client)
        if everyone:
            self.model.everyone.add(client)
        self.model.colleagues[client], self.model.teams[client] = colleagues, teams
        self.model.manager[client] = manager

    @rule(
        clients=st.sets(st.sampled_from(CLIENTS), min_size=1), person=st.sampled_from(COLLEAGUES),
        give=st.booleans(),
    )  # fmt: skip
    def change_many(self, clients: set[int], person: int, give: bool) -> None:
        change = {"colleague_ids": [self._id(person)]}
        ids = [self.practice.clients[client] for client in clients]
        self.practice.does(
            access.change_access_of_many, client_ids=ids, **{"give" if give else "take": change}
        )
        for client in clients:
            (self.model.colleagues[client].add if give else self.model.colleagues[client].discard)(person)

    @rule(team=st.sampled_from(TEAMS), people=st.sets(st.sampled_from(COLLEAGUES)))
    def form_team(self, team: int, people: set[int]) -> None:
        member_ids = [self._id(each) for each in people]
        if team in self.practice.teams:
            self.practice.does(access.change_team, team_id=self.practice.teams[team], member_ids=member_ids)
        else:
            made = self.practice.does(access.create_team, name=unique("team"), member_ids=member_ids)
            self.practice.teams[team] = made["id"]
        self.model.members[team] = people

    @rule(team=st.sampled_from(TEAMS))
    def delete_team(self, team: int) -> None:
        if team in self.practice.teams:
            self.practice.does(access.delete_team, team_id=self.practice.teams.pop(team))
            del self.model.members[team]
            for client in CLIENTS:
                self.model.teams[client].discard(team)

    @rule(person=st.sampled_from(COLLEAGUES), role=st.sampled_from(("standard", *ADMINS)))
    def change_role(self, person: int, role: str) -> None:
        self.practice.does(access.change_colleague, user_id=self._id(person), role=role)
        self.model.role[person] = role

    @precondition(lambda self: self.model.who_may_become(MembershipStatus.DEACTIVATED))
    @rule(data=st.data())
    def deactivate(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(self.model.who_may_become(MembershipStatus.DEACTIVATED)))
        others = [each for each in COLLEAGUES if each != person]
        successor = data.draw(st.none() | st.sampled_from(others))
        managed = self.model.managed(person)
        self.practice.does(
            access.deactivate_colleague,
            user_id=self._id(person),
            reassign_managed_clients_to=self._id(successor) if successor is not None else None,
        )
        self.model.status[person] = MembershipStatus.DEACTIVATED
        for client in managed:
            self.model.manager[client] = successor

    @precondition(lambda self: self.model.who_may_become(MembershipStatus.ACTIVE))
    @rule(data=st.data())
    def reactivate(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(self.model.who_may_become(MembershipStatus.ACTIVE)))
        self.practice.does(access.reactivate_colleague, user_id=self._id(person))
        self.model.status[person] = MembershipStatus.ACTIVE
        self._sign_in(person)

    @invariant()
    def everybody_sees_what_the_model_says(self) -> None:
        type(self).steps += 1
        if self.steps % 50 == 0:
            self._stay_signed_in()
        for number, person in enumerate(self.practice.people):
            if self.model.is_active(number):
                wanted = {
                    self.practice.clients[client] for client in CLIENTS if self.model.why(number, client)
                }
                assert self._listed(person) == wanted
                if number == self.steps % len(COLLEAGUES):
                    assert self._checked(person) == wanted

    @precondition(lambda self: self.steps % 3 == 0)
    @invariant()
    def everybody_is_told_why(self) -> None:
        client = self.steps // 3 % len(CLIENTS)
        with self.practice.owner.acting():
            people = access.list_people_with_access(
                self.practice.owner.rpc, client_id=self.practice.clients[client]
            )["items"]
        why = {person["user_id"]: {reason["reason"] for reason in person["reasons"]} for person in people}
        wanted = {self._id(person): self.model.why(person, client) for person in COLLEAGUES}
        wanted = {user_id: reasons for user_id, reasons in wanted.items() if reasons}
        assert {user_id: why.get(user_id) for user_id in wanted} == wanted
        assert why.keys() == wanted.keys() | {self.practice.owner.user_id}

    def _id(self, person: int) -> str:
        return self.practice.people[person].user_id

    def _listed(self, person: Person) -> set[str]:
        """By accounts, from its projection."""
        with person.acting():
            return {client["id"] for client in accounts.list_clients(person.rpc)["items"]}

    def _checked(self, person: Person) -> set[str]:
        """By access itself."""
        with person.acting():
            seen = access.sees_clients(
                person.rpc, client_ids=self.practice.clients, practice_id=person.account_id
            )
            return set(seen["client_ids"])


def test_visibility_agrees_with_a_plain_model(rpc: RpcClient, mailbox: Mailbox) -> None:
    owner = a_practice(rpc)
    people = [a_colleague(owner, mailbox) for _ in COLLEAGUES]
    clients = [owner.adds_client()["id"] for _ in CLIENTS]

    class Here(Visibility):
        practice = Practice(owner, people, clients)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
    assert Here.steps >= 2000
