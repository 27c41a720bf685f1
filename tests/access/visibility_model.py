"""A plain model of who sees which client, and of when that ends: people, clients and teams by number."""

from __future__ import annotations

from dataclasses import dataclass, field

from contracts.access import MEMBERSHIP_TRANSITIONS, AccessLevel, MembershipStatus
from contracts.access.states import ADMINS

COLLEAGUES, CLIENTS, TEAMS = range(3), range(3), range(2)
#: The levels of what somebody may be responsible for, each by its place.
RESPONSIBILITIES = (AccessLevel.VIEW, AccessLevel.WORK)
#: What of a client's access ends: its kind, and whose.
Ending = tuple[str, int]


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
    #: What ends of each client: "everyone", "account_manager", or the colleagues or teams by number.
    ends: dict[int, set[Ending]] = field(default_factory=lambda: {client: set() for client in CLIENTS})

    #: At which level colleagues and teams were given it, where that is less than `manage`.
    levels: dict[int, dict[Ending, AccessLevel]] = field(
        default_factory=lambda: {client: {} for client in CLIENTS}
    )

    #: Who has which responsibility, by its place.
    responsible: dict[int, dict[int, int]] = field(default_factory=lambda: {client: {} for client in CLIENTS})

    def why_at(self, person: int, client: int) -> set[tuple[str, AccessLevel]]:
        """Every reason for which an active colleague sees a client, with the level of each."""
        levels, reasons = self.levels[client], self.why(person, client)
        found = {(reason, AccessLevel.MANAGE) for reason in reasons - {"colleague", "team", "responsibility"}}
        if "colleague" in reasons:
            found.add(("colleague", levels.get(("colleague", person), AccessLevel.MANAGE)))
        if "responsibility" in reasons:
            held = {each for each, holder in self.responsible[client].items() if holder == person}
            found |= {("responsibility", RESPONSIBILITIES[each]) for each in held}
        if "team" in reasons:
            teams = {team for team in self.teams[client] if person in self.members.get(team, ())}
            found |= {("team", levels.get(("team", team), AccessLevel.MANAGE)) for team in teams}
        return found

    def level(self, person: int, client: int) -> AccessLevel | None:
        """The highest of them."""
        held = {level for _, level in self.why_at(person, client)}
        return next((level for level in reversed(AccessLevel) if level in held), None)

    def keep_levels(self, client: int) -> None:
        """Of what stays given."""
        given = self.given(client)
        self.levels[client] = {each: level for each, level in self.levels[client].items() if each in given}

    def why(self, person: int, client: int) -> set[str]:
        """Every reason for which an active colleague sees a client."""
        reasons = {
            "role": self.role[person] in ADMINS,
            "everyone": client in self.everyone,
            "colleague": person in self.colleagues[client],
            "account_manager": self.manager[client] == person,
            "responsibility": person in self.responsible[client].values(),
            "team": any(person in self.members.get(team, ()) for team in self.teams[client]),
        }
        return {reason for reason, holds in reasons.items() if holds and self.is_active(person)}

    def given(self, client: int) -> set[Ending]:
        """Everything that is given of a client."""
        whole = {("everyone", 0)} if client in self.everyone else set()
        manager = (
            {("account_manager", self.manager[client] or 0)} if self.manager[client] is not None else set()
        )
        colleagues = {("colleague", each) for each in self.colleagues[client]}
        return whole | manager | colleagues | {("team", each) for each in self.teams[client]}

    def ends_come(self, client: int) -> None:
        for kind, number in self.ends[client] & self.given(client):
            if kind == "everyone":
                self.everyone.discard(client)
            elif kind == "account_manager":
                self.manager[client] = None
            else:
                (self.colleagues if kind == "colleague" else self.teams)[client].discard(number)
        self.ends[client] = set()
        self.keep_levels(client)

    def is_active(self, person: int) -> bool:
        return self.status[person] == MembershipStatus.ACTIVE

    def leaves(self, person: int) -> None:
        """Nobody has the responsibilities that they had."""
        self.status[person] = MembershipStatus.DEACTIVATED
        for client, held in self.responsible.items():
            self.responsible[client] = {each: holder for each, holder in held.items() if holder != person}

    def who_may_become(self, status: MembershipStatus) -> list[int]:
        """The colleagues whom the table lets."""
        return [each for each in COLLEAGUES if MEMBERSHIP_TRANSITIONS.allow(self.status[each], status)]

    def managed(self, person: int) -> list[int]:
        return [client for client in CLIENTS if self.manager[client] == person]
