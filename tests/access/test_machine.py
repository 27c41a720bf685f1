"""Who sees which client, against a plain model: whatever is granted, taken, renamed, left, or ends by itself,
in any order.
"""

from __future__ import annotations

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
from contracts.access import AccessLevel, ColleagueEnd, EndingGrant, GivenEnd, GivenLevel, MembershipStatus
from contracts.access.states import ADMINS
from deploy.allinone.product import Product
from tests.access.passing_time import ends_come, in_days
from tests.access.test_responsibilities import made
from tests.access.visibility_model import CLIENTS, COLLEAGUES, RESPONSIBILITIES, TEAMS, Ending, Model
from tests.access.visibility_practice import Practice
from tests.builders import Mailbox, Person, a_colleague, a_practice, by_token, sign_in, unique

EXAMPLES, STEPS = 28, 101
LEVELS = st.sampled_from(AccessLevel)


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
            practice.does(access.put_client_access, client_id=client_id, responsibilities=[])
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
        data=st.data(),
    )
    def put_access(
        self, client: int, everyone: bool, colleagues: set[int], teams: set[int], manager: int | None,
        data: st.DataObject,
    ) -> None:  # fmt: skip
        teams &= self.practice.teams.keys()
        model, before = self.model, self.model.given(client)
        (model.everyone.add if everyone else model.everyone.discard)(client)
        model.colleagues[client], model.teams[client], model.manager[client] = colleagues, teams, manager
        given = sorted(model.given(client))
        ending = data.draw(st.none() | (st.sets(st.sampled_from(given)) if given else st.just(set())))
        model.ends[client] = model.ends[client] & before & set(given) if ending is None else ending
        leveled = [each for each in given if each[0] in ("colleague", "team")]
        at = st.dictionaries(st.sampled_from(leveled), LEVELS) if leveled else st.just({})
        levels = data.draw(st.none() | at)
        model.keep_levels(client)
        if levels is not None:
            model.levels[client] = levels
        responsible = data.draw(
            st.none()
            | st.dictionaries(st.sampled_from(range(len(RESPONSIBILITIES))), st.sampled_from(COLLEAGUES))
        )
        if responsible is not None:
            model.responsible[client] = responsible
        self.practice.does(
            access.put_client_access,
            client_id=self.practice.clients[client],
            everyone=everyone,
            colleague_ids=[self._id(each) for each in colleagues],
            team_ids=[self.practice.teams[each] for each in teams],
            account_manager_id=self._id(manager) if manager is not None else None,
            **({} if ending is None else self._ends(ending)),
            levels=None if levels is None else [self._given(*each) for each in levels.items()],
            responsibilities=None if responsible is None else self.practice.responsible(responsible),
        )

    def _given(self, subject: Ending, level: AccessLevel) -> GivenLevel:
        kind, number = subject
        if kind == "team":
            return GivenLevel(team_id=self.practice.teams[number], level=level)
        return GivenLevel(user_id=self._id(number), level=level)

    def _ends(self, ending: set[Ending]) -> dict[str, Any]:
        until, teams = in_days(5), self.practice.teams
        return {
            "colleague_ends": [
                ColleagueEnd(user_id=self._id(each), until=until)
                for kind, each in ending
                if kind == "colleague"
            ],
            "ends": [
                GivenEnd(
                    grant=EndingGrant(kind), team_id=teams[each] if kind == "team" else None, until=until
                )
                for kind, each in ending
                if kind != "colleague"
            ],
        }

    @rule(client=st.sampled_from(CLIENTS))
    def time_passes(self, client: int) -> None:
        ends_come(self.practice.product, self.practice.clients[client])
        self.model.ends_come(client)

    @rule(
        clients=st.sets(st.sampled_from(CLIENTS), min_size=1), person=st.sampled_from(COLLEAGUES),
        give=st.booleans(), ends=st.booleans(), level=st.none() | LEVELS,
    )  # fmt: skip
    def change_many(
        self, clients: set[int], person: int, give: bool, ends: bool, level: AccessLevel | None
    ) -> None:
        change: dict[str, object] = {"colleague_ids": [self._id(person)]}
        if give and ends:
            change["until"] = in_days(6).isoformat()
        if give and level is not None:
            change["level"] = level
        ids = [self.practice.clients[client] for client in clients]
        self.practice.does(
            access.change_access_of_many, client_ids=ids, **{"give" if give else "take": change}
        )
        grant = ("colleague", person)
        for client in clients:
            for_good = person in self.model.colleagues[client] and grant not in self.model.ends[client]
            (self.model.colleagues[client].add if give else self.model.colleagues[client].discard)(person)
            keeps_end = give and ends and not for_good
            (self.model.ends[client].add if keeps_end else self.model.ends[client].discard)(grant)
            self.model.keep_levels(client)
            if give and level is not None:
                self.model.levels[client][grant] = level

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
                self.model.keep_levels(client)

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
        self.model.leaves(person)
        for client in managed:
            self.model.manager[client] = successor
            self.model.ends[client].discard(("account_manager", person))

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
                    assert self._checked(person) == {
                        self.practice.clients[client]: level
                        for client in CLIENTS
                        if (level := self.model.level(number, client)) is not None
                    }

    @precondition(lambda self: self.steps % 3 == 0)
    @invariant()
    def everybody_is_told_why(self) -> None:
        client = self.steps // 3 % len(CLIENTS)
        with self.practice.owner.acting():
            people = access.list_people_with_access(
                self.practice.owner.rpc, client_id=self.practice.clients[client]
            )["items"]
        why = {
            person["user_id"]: {(reason["reason"], reason.get("level")) for reason in person["reasons"]}
            for person in people
        }
        wanted = {self._id(person): self.model.why_at(person, client) for person in COLLEAGUES}
        wanted = {user_id: reasons for user_id, reasons in wanted.items() if reasons}
        assert {user_id: why.get(user_id) for user_id in wanted} == wanted
        assert why.keys() == wanted.keys() | {self.practice.owner.user_id}

    def _id(self, person: int) -> str:
        return self.practice.people[person].user_id

    def _listed(self, person: Person) -> set[str]:
        """By accounts, from its projection."""
        with person.acting():
            return {client["id"] for client in accounts.list_clients(person.rpc)["items"]}

    def _checked(self, person: Person) -> dict[str, str]:
        """By access itself, at which level; which is what accounts says of each client."""
        with person.acting():
            seen = access.sees_clients(
                person.rpc, client_ids=self.practice.clients, practice_id=person.account_id
            )
            below = {each["client_id"]: each["level"] for each in seen.get("levels", [])}
            found = {each: below.get(each, AccessLevel.MANAGE) for each in seen["client_ids"]}
            assert {each: accounts.get_client(person.rpc, each).get("level") for each in found} == found
            return dict(found)


def test_visibility_agrees_with_a_plain_model(rpc: RpcClient, mailbox: Mailbox, product: Product) -> None:
    owner = a_practice(rpc)
    people = [a_colleague(owner, mailbox) for _ in COLLEAGUES]
    clients = [owner.adds_client()["id"] for _ in CLIENTS]

    class Here(Visibility):
        practice = Practice(
            owner, people, clients, product, [made(owner, level, level) for level in RESPONSIBILITIES]
        )

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
