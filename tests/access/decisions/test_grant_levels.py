"""At which level what is given is given (docs/adr/0064)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pytest

from contracts.access import AccessLevel, GivenAccess, GivenLevel, PutClientAccess, TakenAccess
from contracts.errors import InvalidInput
from services.access.client_access import granted_access
from services.access.client_access.granted_access import Access, Granted, Known

NOW = datetime.datetime(2026, 11, 2, 8, tzinfo=datetime.UTC)
VIEW, WORK, MANAGE = AccessLevel
GIVEN = Access(False, ["ann", "bob"], ["tax"], None, levels={"bob": VIEW, "tax": WORK})
BEFORE = Granted("acme", "prac", 7, GIVEN)
KNOWN = Known({"ann", "bob", "cy"}, {"tax", "audit"})


def put(levels: list[GivenLevel] | None, colleague_ids: list[str], team_ids: Sequence[str] = ()) -> Access:
    request = PutClientAccess(
        client_id="acme", levels=levels, colleague_ids=colleague_ids, team_ids=list(team_ids)
    )
    return granted_access.replacing(request, BEFORE, KNOWN, NOW)


def test_the_levels_are_each_what_is_below_them_and_more() -> None:
    assert [each.and_above for each in AccessLevel] == [(VIEW, WORK, MANAGE), (WORK, MANAGE), (MANAGE,)]


def test_who_says_nothing_of_levels_leaves_those_of_whoever_keeps_access() -> None:
    kept = put(None, colleague_ids=["bob", "cy"])
    assert kept.levels == {"bob": VIEW}


def test_whose_level_is_not_said_has_manage_where_any_is_said() -> None:
    levels = [GivenLevel(user_id="cy", level=WORK), GivenLevel(user_id="ann", level=MANAGE)]
    given = put(levels, colleague_ids=["ann", "bob", "cy"], team_ids=["tax"])
    assert given.levels == {"cy": WORK}


@pytest.mark.parametrize(
    ("level", "pointer"),
    [
        (GivenLevel(user_id="cy", level=VIEW), "/levels/0/user_id"),
        (GivenLevel(team_id="audit", level=VIEW), "/levels/0/team_id"),
        (GivenLevel(level=VIEW), "/levels/0/user_id"),
        (GivenLevel(user_id="bob", team_id="tax", level=VIEW), "/levels/0/user_id"),
    ],
)
def test_a_level_is_of_one_colleague_or_team_who_is_given_access(level: GivenLevel, pointer: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        put([level], colleague_ids=["bob"], team_ids=["tax"])
    assert [each["pointer"] for each in refused.value.errors] == [pointer]


def test_many_are_given_at_a_level_also_those_who_had_another() -> None:
    give = GivenAccess(colleague_ids=["bob", "cy"], team_ids=["audit"], level=WORK)
    given = granted_access.changing(GIVEN, give, TakenAccess())
    assert given.levels == {"bob": WORK, "cy": WORK, "audit": WORK, "tax": WORK}
    whole = granted_access.changing(GIVEN, GivenAccess(colleague_ids=["bob"], level=MANAGE), TakenAccess())
    assert whole.levels == {"tax": WORK}


def test_given_without_one_whoever_has_access_keeps_their_level() -> None:
    give = GivenAccess(colleague_ids=["bob", "cy"])
    assert granted_access.changing(GIVEN, give, TakenAccess()).levels == GIVEN.levels
    assert granted_access.giving(GIVEN, ["bob", "cy"], None).levels == GIVEN.levels


def test_what_is_taken_leaves_no_level_behind() -> None:
    taken = granted_access.changing(GIVEN, GivenAccess(), TakenAccess(colleague_ids=["bob"]))
    again = granted_access.changing(taken, GivenAccess(colleague_ids=["bob"]), TakenAccess())
    assert (taken.levels, again.levels) == ({"tax": WORK}, {"tax": WORK})
    both = GivenAccess(colleague_ids=["bob"], level=VIEW)
    assert "bob" not in granted_access.changing(GIVEN, both, TakenAccess(colleague_ids=["bob"])).levels


def test_they_are_told_as_they_are_given() -> None:
    assert GIVEN.shown()["levels"] == [
        {"user_id": "bob", "level": VIEW},
        {"team_id": "tax", "level": WORK},
    ]
