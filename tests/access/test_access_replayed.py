"""Who could see which client, and who had which role, at a moment: the same as replaying the audit trail from
its start, and the same as it was shown then (docs/adr/0057, product.md 8.5).
"""

from __future__ import annotations

import datetime
import os
import random
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from chassis.database.unit_of_work import now
from chassis.rpc.client import RpcClient
from contracts import access
from contracts.access import (
    AccessLevel,
    ColleagueEnd,
    EndingGrant,
    GivenEnd,
    GivenLevel,
    GivenResponsibility,
    MembershipStatus,
)
from deploy.allinone.product import Product
from services.access.access_history import replayed_access
from services.access.access_history.replayed_access import Line
from tests.access.passing_time import in_days
from tests.access.test_access_history import Shown, reached, seen, then
from tests.builders import Mailbox, Person, a_colleague, a_practice, a_team, by_token, eventually

#: `make test-deep` has more of them.
CHANGES = int(os.environ.get("CLIENTELE_HISTORY_CHANGES", "120"))
MOMENTS = int(os.environ.get("CLIENTELE_HISTORY_MOMENTS", "40"))


class World:
    """A practice that changes at random, and what was shown of it at moments between."""

    def __init__(self, owner: Person, mailbox: Mailbox, chance: random.Random) -> None:
        self.owner, self.chance = owner, chance
        self.people = [a_colleague(owner, mailbox) for _ in range(3)]
        self.teams = [a_team(owner, self.people[0]), a_team(owner)]
        self.clients: list[str] = [owner.adds_client()["id"] for _ in range(2)]
        with owner.acting():
            self.responsibilities = [
                access.create_responsibility(owner.rpc, name=level, level=level)["id"]
                for level in AccessLevel
            ]
        self.status = [MembershipStatus.ACTIVE] * 3
        self.moments: list[tuple[datetime.datetime, dict[str, Shown]]] = []

    def does(self, call: Callable[..., Any], **arguments: Any) -> None:
        with self.owner.acting():
            call(self.owner.rpc, **arguments)

    def changes(self) -> None:
        self.owner = by_token(self.owner, self.owner.token)
        self.chance.choice((self.gives, self.gives, self.forms, self.promotes, self.leaves, self.renames))()

    def gives(self) -> None:
        some = [each.user_id for each in self.people if self.chance.random() < 0.4]
        teams = [each for each in self.teams if self.chance.random() < 0.4]
        manager = self.chance.choice([None, *(each.user_id for each in self.people)])
        everyone, until = self.chance.random() < 0.2, in_days(self.chance.randint(3, 9))
        kinds: list[tuple[str, str | None]] = []
        if manager is not None:
            kinds.append(("account_manager", None))
        if everyone:
            kinds.append(("everyone", None))
        kinds += [("team", each) for each in teams]
        self.does(
            access.put_client_access,
            client_id=self.chance.choice(self.clients),
            everyone=everyone,
            colleague_ids=some,
            team_ids=teams,
            account_manager_id=manager,
            colleague_ends=[
                ColleagueEnd(user_id=each, until=until) for each in some if self.chance.random() < 0.5
            ],
            ends=[
                GivenEnd(grant=EndingGrant(kind), team_id=team_id, until=until)
                for kind, team_id in kinds
                if self.chance.random() < 0.5
            ],
            levels=[
                *(GivenLevel(user_id=each, level=self.chance.choice(list(AccessLevel))) for each in some),
                *(GivenLevel(team_id=each, level=self.chance.choice(list(AccessLevel))) for each in teams),
            ],
            responsibilities=self.responsible(),
        )

    def responsible(self) -> list[GivenResponsibility] | None:
        """Now and then nothing is said of them."""
        if self.chance.random() < 0.3:
            return None
        return [
            GivenResponsibility(responsibility_id=each, user_id=self.chance.choice(self.people).user_id)
            for each in self.responsibilities
            if self.chance.random() < 0.5
        ]

    def renames(self) -> None:
        """Another name; or one that is ended, and another in its place."""
        number, name = self.chance.randrange(3), f"R{self.chance.random()}"
        before = self.responsibilities[number]
        if self.chance.random() < 0.5:
            self.does(access.change_responsibility, responsibility_id=before, name=name)
            return
        self.does(access.end_responsibility, responsibility_id=before)
        with self.owner.acting():
            made = access.create_responsibility(
                self.owner.rpc, name=name, level=self.chance.choice(list(AccessLevel))
            )
        self.responsibilities[number] = made["id"]

    def forms(self) -> None:
        members = [each.user_id for each in self.people if self.chance.random() < 0.5]
        self.does(access.change_team, team_id=self.chance.choice(self.teams), member_ids=members)

    def promotes(self) -> None:
        role = self.chance.choice(("standard", "standard", "client_admin"))
        self.does(access.change_colleague, user_id=self.chance.choice(self.people).user_id, role=role)

    def leaves(self) -> None:
        number = self.chance.randrange(3)
        user_id = self.people[number].user_id
        if self.status[number] is MembershipStatus.ACTIVE:
            self.does(access.deactivate_colleague, user_id=user_id, reassign_managed_clients_to=None)
            self.status[number] = MembershipStatus.DEACTIVATED
        else:
            self.does(access.reactivate_colleague, user_id=user_id)
            self.status[number] = MembershipStatus.ACTIVE

    def remembers(self) -> None:
        with self.owner.acting():
            shown = {
                client_id: seen(access.list_people_with_access(self.owner.rpc, client_id=client_id)["items"])
                for client_id in self.clients
            }
        self.moments.append((now(), shown))


def lines_of(product: Product, practice_id: str, at: datetime.datetime) -> list[Line]:
    """The whole chain up to a moment, whatever it tells of."""
    query = text("SELECT body FROM activity WHERE practice_id = :id AND at <= :at ORDER BY place")
    with product.hosted["access"].database.read(everywhere=True) as connection:
        bodies = connection.execute(query, {"id": practice_id, "at": at}).scalars().all()
    lines = map(orjson.loads, bodies)
    return [
        Line(
            body["kind"],
            body["actor_id"],
            body["client_id"],
            body["user_id"],
            body.get("team_id"),
            body["after"] or {},
        )
        for body in lines
    ]


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


def test_it_is_what_was_shown_then_and_what_replaying_the_whole_chain_gives(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    chance = random.Random(22)  # noqa: S311  the same changes each time
    world = World(owner, mailbox, chance)
    with owner.acting():
        eventually(lambda: access.list_activity(owner.rpc, kind="practice.registered")["items"])
        eventually(lambda: len(access.list_activity(owner.rpc, kind="client.created")["items"]) == 2)
    looks = set(chance.sample(range(CHANGES), MOMENTS))
    for number in range(CHANGES):
        world.changes()
        if number in looks:
            world.remembers()
    for at, shown in world.moments:
        owner = world.owner = by_token(world.owner, world.owner.token)
        replayed = replayed_access.replay(lines_of(product, owner.account_id, at))
        for client_id, people in shown.items():
            assert seen(then(owner, client_id, at)["people"]) == people
            by_chain = {user_id: replayed.reasons(user_id, client_id, at) for user_id in replayed.colleagues}
            assert {user_id: reasons for user_id, reasons in by_chain.items() if reasons} == people
        for person in world.people:
            of_person = reached(owner, person.user_id, at)
            wanted = {
                each: people[person.user_id] for each, people in shown.items() if person.user_id in people
            }
            assert {each["client_id"]: each["reasons"] for each in of_person["items"]} == wanted
            assert of_person["role"] == replayed.colleagues[person.user_id].role
