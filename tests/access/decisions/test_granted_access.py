"""Who is to see a client (product.md 2.5): one client, many, and a new one."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from contracts.access import GivenAccess, GivenResponsibility, PutClientAccess, TakenAccess
from contracts.access.events import GrantClientAccessData
from contracts.errors import InvalidInput, StaleVersion
from services.access.client_access import end_notices, granted_access
from services.access.client_access.granted_access import Access, Granted, Known

NOW = datetime.datetime(2026, 11, 2, 8, tzinfo=datetime.UTC)
BOB_SEES = Access(everyone=False, colleague_ids=["bob"], team_ids=["tax"], account_manager_id="bob")
BEFORE = Granted("acme", "prac", 7, BOB_SEES)
KNOWN = Known({"ann", "bob"}, {"tax", "audit"})


def _pointers(refused: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [error["pointer"] for error in refused.value.errors]


class TestOneClient:
    def test_what_is_asked_for_replaces_what_was_there(self) -> None:
        request = PutClientAccess(client_id="acme", colleague_ids=["ann"])
        assert granted_access.replacing(request, BEFORE, KNOWN, NOW) == Access(False, ["ann"], [], None)

    def test_each_is_named_once_in_the_order_of_their_ids(self) -> None:
        request = PutClientAccess(
            client_id="acme", colleague_ids=["bob", "ann", "bob"], team_ids=["tax", "tax"]
        )
        wanted = granted_access.replacing(request, BEFORE, KNOWN, NOW)
        assert (wanted.colleague_ids, wanted.team_ids) == (["ann", "bob"], ["tax"])

    def test_an_edit_of_the_version_that_is_there_counts(self) -> None:
        request = PutClientAccess(client_id="acme", if_version=7, everyone=True)
        assert granted_access.replacing(request, BEFORE, KNOWN, NOW).everyone

    def test_an_edit_of_an_older_version_is_refused(self) -> None:
        request = PutClientAccess(client_id="acme", if_version=6, everyone=True)
        with pytest.raises(StaleVersion):
            granted_access.replacing(request, BEFORE, KNOWN, NOW)

    def test_every_stranger_is_named_by_their_place(self) -> None:
        request = PutClientAccess(
            client_id="acme", colleague_ids=["ann", "eve"], team_ids=["theirs"], account_manager_id="mallory"
        )
        with pytest.raises(InvalidInput) as refused:
            granted_access.replacing(request, BEFORE, KNOWN, NOW)
        assert _pointers(refused) == ["/colleague_ids/1", "/account_manager_id", "/team_ids/0"]


class TestManyClients:
    def test_what_is_given_is_added(self) -> None:
        given = granted_access.changing(BOB_SEES, GivenAccess(colleague_ids=["ann"]), TakenAccess())
        assert given == BOB_SEES._replace(colleague_ids=["ann", "bob"])

    def test_what_is_given_and_taken_is_taken(self) -> None:
        give, take = (
            GivenAccess(everyone=True, team_ids=["audit"]),
            TakenAccess(everyone=True, team_ids=["audit"]),
        )
        assert granted_access.changing(BOB_SEES, give, take) == BOB_SEES

    def test_a_manager_is_taken_from_the_clients_they_manage(self) -> None:
        taken = granted_access.changing(BOB_SEES, GivenAccess(), TakenAccess(account_manager_id="bob"))
        assert taken.account_manager_id is None

    def test_another_manager_stays(self) -> None:
        taken = granted_access.changing(BOB_SEES, GivenAccess(), TakenAccess(account_manager_id="ann"))
        assert taken == BOB_SEES

    def test_a_new_manager_counts_also_where_they_are_taken(self) -> None:
        give, take = GivenAccess(account_manager_id="bob"), TakenAccess(account_manager_id="bob")
        assert granted_access.changing(BOB_SEES, give, take).account_manager_id == "bob"

    def test_strangers_are_named_below_what_is_given(self) -> None:
        given = granted_access.requested_by(GivenAccess(colleague_ids=["eve"], account_manager_id="eve"))
        with pytest.raises(InvalidInput) as refused:
            granted_access.require_known(given, KNOWN, at="/give")
        assert _pointers(refused) == ["/give/colleague_ids/0", "/give/account_manager_id"]


SOON, LATER = NOW + datetime.timedelta(days=1), NOW + datetime.timedelta(days=9)
ALL = Access(True, ["ann"], ["tax"], "bob")


class TestEnds:
    """docs/adr/0056"""

    GIVE = GivenAccess(
        everyone=True, colleague_ids=["ann"], team_ids=["tax"], account_manager_id="bob", until=SOON
    )

    def test_whatever_is_given_to_many_ends(self) -> None:
        nobody = Access(False, [], [], None)
        given = granted_access.changing(nobody, self.GIVE, TakenAccess())
        ends = dict.fromkeys(("everyone", "ann", "tax", "account_manager"), SOON)
        assert given == ALL._replace(ends=ends)

    def test_what_is_had_for_good_is_not_cut_short(self) -> None:
        assert granted_access.changing(ALL, self.GIVE, TakenAccess()) == ALL

    def test_what_ends_later_ends_then_instead_and_without_an_end_it_stays(self) -> None:
        ends = dict.fromkeys(("everyone", "ann", "tax", "account_manager"), LATER)
        ending = ALL._replace(ends=ends)
        sooner = granted_access.changing(ending, self.GIVE, TakenAccess())
        assert set(sooner.ends.values()) == {SOON}
        for_good = dataclasses.replace(self.GIVE, until=None)
        assert granted_access.changing(ending, for_good, TakenAccess()) == ALL

    def test_another_manager_for_a_while_takes_over_from_one_for_good(self) -> None:
        give = GivenAccess(account_manager_id="ann", until=SOON)
        given = granted_access.changing(ALL, give, TakenAccess())
        assert (given.account_manager_id, given.ends) == ("ann", {"account_manager": SOON})

    def test_what_is_taken_has_no_end(self) -> None:
        ending = ALL._replace(ends={"everyone": LATER, "tax": LATER, "account_manager": LATER})
        take = TakenAccess(everyone=True, team_ids=["tax"], account_manager_id="bob")
        assert granted_access.changing(ending, GivenAccess(), take) == Access(False, ["ann"], [], None)

    def test_a_successor_manages_for_good(self) -> None:
        ending = ALL._replace(ends={"account_manager": LATER, "tax": LATER})
        after = granted_access.handed_over(ending, "bob", "ann")
        assert (after.account_manager_id, after.ends) == ("ann", {"tax": LATER})

    def test_what_ends_within_two_days_is_told_of_unless_it_was(self) -> None:
        ends = {"over": NOW, "soon": SOON, "edge": NOW + end_notices.AHEAD, "later": LATER}
        assert end_notices.ending(ends, None, NOW).keys() == {"soon", "edge"}
        assert end_notices.ending(ends, SOON, NOW).keys() == {"edge"}
        assert end_notices.ending(ends, NOW + end_notices.AHEAD, NOW) == {}


def test_who_left_before_a_new_clients_access_is_given_is_passed_over() -> None:
    order = GrantClientAccessData(
        client_id="acme", practice_id="prac", everyone=False, colleague_ids=["gone", "bob"], team_ids=["tax"],
        account_manager_id="bob", granted_by="ann",
    )  # fmt: skip
    assert granted_access.for_new_client(order, KNOWN) == BOB_SEES


def test_of_a_new_client_s_responsibilities_those_are_passed_over_that_were_ended_or_whose_holder_left() -> (
    None
):
    """docs/adr/0073"""
    named = {"vat": "bob", "ended": "bob", "payroll": "gone"}
    order = GrantClientAccessData(
        client_id="acme", practice_id="prac", everyone=False, colleague_ids=[], team_ids=[],
        account_manager_id=None, granted_by="ann",
        responsibilities=[GivenResponsibility(responsibility_id=k, user_id=v) for k, v in named.items()],
    )  # fmt: skip
    known = KNOWN._replace(responsibility_ids={"vat", "payroll"})
    assert granted_access.for_new_client(order, known) == Access(
        False, [], [], None, responsibilities={"vat": "bob"}
    )


def test_the_people_of_an_access_are_its_colleagues_and_its_manager() -> None:
    assert BOB_SEES._replace(account_manager_id="ann").people() == {"ann", "bob"}
    assert Access(True, [], [], None).people() == set()
