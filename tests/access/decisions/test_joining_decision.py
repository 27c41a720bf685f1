"""How somebody becomes a member: who owns, who needs which password (product.md 1.1, 5.6; docs/adr/0019)."""

from __future__ import annotations

import datetime

import pytest

from contracts.access import AccountKind, AddInvitedMember, ClientMembershipStatus, ClientRole
from contracts.errors import InvalidInput, NotFound
from services.access.joining import new_members, registrations
from services.access.joining.new_members import Joining, Waiting, WayIn
from services.access.joining.registrations import Registration
from services.access.members.member_facts import Person

BEA = Person("bea", "bea@example.com", "bea@example.com", None, "Bea", "a hash")
INVITED_ONLY = BEA._replace(password_hash=None)
NOON = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def _accepting(user_id: str | None = None, password: str | None = None) -> AddInvitedMember:
    return AddInvitedMember(
        invitation_id="inv", account_id="acme", account_kind=AccountKind.CLIENT, account_name="Acme",
        user_id=user_id, name="Bea", email="bea@example.com", password=password,
    )  # fmt: skip


class TestRegistering:
    def test_an_existing_user_who_gives_their_password_is_the_owner(self) -> None:
        registered = registrations.registration(BEA, knows_password=True, confirms=True)
        assert registered == Registration("bea", sets_password=False, proven=True)

    @pytest.mark.parametrize("confirms", [True, False])
    def test_anybody_else_with_a_taken_address_only_claims_it(self, confirms: bool) -> None:
        registered = registrations.registration(BEA, knows_password=False, confirms=confirms)
        assert registered == Registration(None, sets_password=True, proven=False)

    @pytest.mark.parametrize("holder", [None, INVITED_ONLY])
    def test_where_addresses_are_confirmed_a_new_one_is_claimed(self, holder: Person | None) -> None:
        registered = registrations.registration(holder, knows_password=False, confirms=True)
        assert registered == Registration(None, sets_password=True, proven=False)

    def test_where_they_are_not_it_is_theirs_at_once(self) -> None:
        new = registrations.registration(None, knows_password=False, confirms=False)
        known = registrations.registration(INVITED_ONLY, knows_password=False, confirms=False)
        assert new == Registration(None, sets_password=True, proven=True)
        assert known == Registration("bea", sets_password=True, proven=True)


class TestWaysIn:
    def test_a_user_is_signed_in_or_gives_their_password(self) -> None:
        assert new_members.way_in(BEA, _accepting(user_id="bea")) is WayIn.SIGNED_IN
        assert new_members.way_in(BEA, _accepting(user_id="eve")) is WayIn.KNOWN_PASSWORD
        assert new_members.way_in(BEA, _accepting(password="hers")) is WayIn.KNOWN_PASSWORD

    @pytest.mark.parametrize("person", [None, INVITED_ONLY])
    def test_who_cannot_sign_in_yet_chooses_a_password(self, person: Person | None) -> None:
        assert new_members.way_in(person, _accepting()) is WayIn.NEW_PASSWORD

    def test_a_password_has_to_be_chosen(self) -> None:
        assert new_members.chosen_password(_accepting(password="correct horse")) == "correct horse"
        with pytest.raises(InvalidInput):
            new_members.chosen_password(_accepting())


class TestJoiningAClient:
    def test_the_first_with_a_login_owns_it_and_is_its_admin(self) -> None:
        joining = new_members.joining_client(None, has_owner=False, invited_at=NOON)
        assert joining == Joining(ClientRole.BUSINESS_ADMIN, owner=True, anew=True)

    def test_so_does_who_was_added_with_another_role(self) -> None:
        waiting = Waiting(ClientMembershipStatus.INVITED, None)
        joining = new_members.joining_client(waiting, has_owner=False, invited_at=NOON)
        assert joining == Joining(ClientRole.BUSINESS_ADMIN, owner=True, anew=False)

    def test_the_next_have_the_role_they_were_given_or_a_users(self) -> None:
        waiting = Waiting(ClientMembershipStatus.INVITED, None)
        given = new_members.joining_client(waiting, has_owner=True, invited_at=NOON)
        assert given == Joining(None, owner=False, anew=False)
        new = new_members.joining_client(None, has_owner=True, invited_at=NOON)
        assert new == Joining(ClientRole.STANDARD_USER, owner=False, anew=True)

    def test_who_is_a_member_already_stays_what_they_are(self) -> None:
        member = Waiting(ClientMembershipStatus.ACTIVE, None)
        assert new_members.joining_client(member, has_owner=False, invited_at=NOON) is None

    def test_an_invitation_from_before_the_removal_leads_nowhere(self) -> None:
        removed = Waiting(ClientMembershipStatus.REMOVED, NOON)
        with pytest.raises(NotFound):
            new_members.joining_client(removed, has_owner=True, invited_at=NOON - HOUR)
        again = new_members.joining_client(removed, has_owner=True, invited_at=NOON + HOUR)
        assert again == Joining(ClientRole.STANDARD_USER, owner=False, anew=True)
