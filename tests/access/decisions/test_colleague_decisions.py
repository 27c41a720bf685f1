"""Who may change whose role, who may leave, and whose their clients are then (product.md 1, 1.1, 1.4)."""

from __future__ import annotations

import pytest

from contracts.access import (
    ColleagueNotAccepted,
    EndColleague,
    InviteColleague,
    ManagesClients,
    MembershipStatus,
    Owner,
    Permission,
    PracticeRole,
)
from contracts.errors import InvalidInput, RoleRequired, StaleVersion
from services.access.colleagues import departures, role_changes
from services.access.colleagues.departures import Departure, Leaver
from services.access.colleagues.role_changes import Rights
from services.access.members.member_facts import Actor, Colleague

ADMIN = Actor("prac", "ann", PracticeRole.PRACTICE_ADMIN, [], True, "practice", "Practice", "Ann")
CLIENT_ADMIN = ADMIN._replace(user_id="cleo", role=PracticeRole.CLIENT_ADMIN, owner=False)
BOB = Colleague(
    "prac", "bob", PracticeRole.STANDARD, [], MembershipStatus.ACTIVE, False, 3, "Bob", "bob@example.com"
)
OTHER_ADMIN = BOB._replace(role=PracticeRole.PRACTICE_ADMIN)
OWNER = OTHER_ADMIN._replace(owner=True)
GO: EndColleague = {"user_id": "bob"}


class TestRoles:
    def test_another_role_keeps_the_permissions(self) -> None:
        adder = BOB._replace(permissions=[Permission.ADD_CLIENTS])
        changed = role_changes.change_of(ADMIN, adder, {"user_id": "bob", "role": PracticeRole.CLIENT_ADMIN})
        assert changed == Rights(PracticeRole.CLIENT_ADMIN, [Permission.ADD_CLIENTS])

    def test_the_same_again_is_no_change(self) -> None:
        assert role_changes.change_of(ADMIN, BOB, {"user_id": "bob", "role": PracticeRole.STANDARD}) is None
        assert role_changes.change_of(ADMIN, BOB, {"user_id": "bob"}) is None

    def test_a_permission_given_twice_is_had_once(self) -> None:
        twice = [Permission.ADD_CLIENTS, Permission.ADD_CLIENTS]
        changed = role_changes.change_of(ADMIN, BOB, {"user_id": "bob", "permissions": twice})
        assert changed == Rights(PracticeRole.STANDARD, [Permission.ADD_CLIENTS])

    def test_a_client_admin_makes_no_practice_admin_and_changes_none(self) -> None:
        with pytest.raises(RoleRequired):
            role_changes.change_of(CLIENT_ADMIN, BOB, {"user_id": "bob", "role": PracticeRole.PRACTICE_ADMIN})
        with pytest.raises(RoleRequired):
            role_changes.change_of(
                CLIENT_ADMIN, OTHER_ADMIN, {"user_id": "bob", "role": PracticeRole.STANDARD}
            )

    def test_the_owner_stays_an_admin_but_may_have_permissions(self) -> None:
        with pytest.raises(Owner):
            role_changes.change_of(ADMIN, OWNER, {"user_id": "bob", "role": PracticeRole.CLIENT_ADMIN})
        given = role_changes.change_of(
            ADMIN, OWNER, {"user_id": "bob", "permissions": [Permission.ADD_CLIENTS]}
        )
        assert given is not None

    def test_an_edit_of_an_older_version_is_refused(self) -> None:
        with pytest.raises(StaleVersion):
            role_changes.change_of(ADMIN, BOB, {"user_id": "bob", "if_version": 2})

    def test_a_client_admin_invites_no_practice_admin(self) -> None:
        invited = InviteColleague(name="Dan", email="dan@example.com", role=PracticeRole.PRACTICE_ADMIN)
        with pytest.raises(RoleRequired):
            role_changes.of_invited(CLIENT_ADMIN, invited)
        assert role_changes.of_invited(ADMIN, invited) == Rights(PracticeRole.PRACTICE_ADMIN, [])


class TestDepartures:
    def test_who_manages_nothing_just_goes(self) -> None:
        leaver = Leaver(BOB, manages=0, successor_known=False)
        gone = departures.deactivation(ADMIN, leaver, GO)
        assert gone == Departure(MembershipStatus.DEACTIVATED, hands_over=False, successor=None)

    def test_who_manages_clients_goes_once_a_successor_is_named(self) -> None:
        leaver = Leaver(BOB, manages=2, successor_known=True)
        gone = departures.removal(ADMIN, leaver, {**GO, "reassign_managed_clients_to": "ann"})
        assert gone == Departure(MembershipStatus.REMOVED, hands_over=True, successor="ann")

    def test_or_once_it_is_said_that_there_is_none(self) -> None:
        leaver = Leaver(BOB, manages=2, successor_known=False)
        gone = departures.removal(ADMIN, leaver, {**GO, "reassign_managed_clients_to": None})
        assert gone == Departure(MembershipStatus.REMOVED, hands_over=True, successor=None)

    def test_saying_nothing_is_refused_with_how_many_they_manage(self) -> None:
        with pytest.raises(ManagesClients) as refused:
            departures.removal(ADMIN, Leaver(BOB, manages=2, successor_known=False), GO)
        assert refused.value.context["count"] == 2

    @pytest.mark.parametrize(("successor", "known"), [("bob", True), ("eve", False)])
    def test_neither_the_leaver_nor_a_stranger_takes_over(self, successor: str, known: bool) -> None:
        leaver = Leaver(BOB, manages=0, successor_known=known)
        with pytest.raises(InvalidInput):
            departures.removal(ADMIN, leaver, {**GO, "reassign_managed_clients_to": successor})

    def test_the_owner_stays(self) -> None:
        leaver = Leaver(OWNER, manages=0, successor_known=False)
        for decide in (departures.deactivation, departures.removal):
            with pytest.raises(Owner):
                decide(ADMIN, leaver, GO)

    def test_a_client_admin_ends_no_practice_admin(self) -> None:
        leaver = Leaver(OTHER_ADMIN, manages=0, successor_known=False)
        for decide in (departures.deactivation, departures.removal):
            with pytest.raises(RoleRequired):
                decide(CLIENT_ADMIN, leaver, GO)

    def test_who_has_not_accepted_yet_is_removed_not_deactivated(self) -> None:
        leaver = Leaver(BOB._replace(status=MembershipStatus.INVITED), manages=0, successor_known=False)
        with pytest.raises(ColleagueNotAccepted):
            departures.deactivation(ADMIN, leaver, GO)
        assert departures.removal(ADMIN, leaver, GO).status == MembershipStatus.REMOVED

    def test_who_was_deactivated_before_stays_so_and_may_come_back(self) -> None:
        away = BOB._replace(status=MembershipStatus.DEACTIVATED)
        assert departures.deactivation(ADMIN, Leaver(away, manages=0, successor_known=False), GO) is None
        assert departures.is_return(ADMIN, away)
        assert not departures.is_return(ADMIN, BOB)
        with pytest.raises(RoleRequired):
            departures.is_return(CLIENT_ADMIN, away._replace(role=PracticeRole.PRACTICE_ADMIN))
