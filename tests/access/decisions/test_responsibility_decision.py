"""Which responsibilities a practice has after a change of one (docs/adr/0073)."""

from __future__ import annotations

import pytest

from contracts.access import (
    MOST_RESPONSIBILITIES,
    AccessLevel,
    CreateResponsibility,
    ResponsibilityLimit,
    ResponsibilityNameTaken,
)
from contracts.errors import NotFound, StaleVersion
from services.access.responsibilities import responsibility_decision as decision
from services.access.responsibilities.responsibility_decision import Kept

TAX = Kept("a", "Tax", "tax", AccessLevel.MANAGE, 1, 1)
PAYROLL = Kept("b", "Payroll", "payroll", AccessLevel.WORK, 2, 4)
AUDIT = Kept("c", "Audit", "audit", AccessLevel.VIEW, 3, 1)
ALL = [TAX, PAYROLL, AUDIT]


def wanted(name: str) -> CreateResponsibility:
    return CreateResponsibility(name=name, level=AccessLevel.VIEW)


def test_a_new_one_stands_behind_the_others() -> None:
    assert decision.one_more(ALL, "d", wanted("VAT")) == Kept("d", "VAT", "vat", AccessLevel.VIEW, 4, 1)
    assert decision.one_more([], "d", wanted("VAT")).place == 1


@pytest.mark.parametrize("name", ["Tax", "TAX", "Ｔａｘ"])
def test_no_two_are_called_alike(name: str) -> None:
    with pytest.raises(ResponsibilityNameTaken):
        decision.one_more(ALL, "d", wanted(name))
    with pytest.raises(ResponsibilityNameTaken):
        decision.changed(ALL, {"responsibility_id": "b", "name": name})
    (renamed,) = decision.changed(ALL, {"responsibility_id": "a", "name": "ＴＡＸ"})
    assert (renamed.name, renamed.version) == ("ＴＡＸ", 2)


def test_there_are_so_many_at_most() -> None:
    many = [Kept(str(n), str(n), str(n), AccessLevel.VIEW, n, 1) for n in range(1, MOST_RESPONSIBILITIES + 1)]
    assert decision.one_more(many[1:], "d", wanted("VAT")).place == MOST_RESPONSIBILITIES
    with pytest.raises(ResponsibilityLimit):
        decision.one_more(many, "d", wanted("VAT"))


@pytest.mark.parametrize(
    ("moved", "place", "order"),
    [("c", 1, "cab"), ("a", 3, "bca"), ("a", 2, "bac"), ("b", 8, "acb"), ("b", 2, "abc")],
)
def test_the_others_make_room_for_one_that_is_moved(moved: str, place: int, order: str) -> None:
    changed = {each.id: each for each in decision.changed(ALL, {"responsibility_id": moved, "place": place})}
    after = [changed.get(each.id, each) for each in ALL]
    assert "".join(each.id for each in sorted(after, key=lambda each: each.place)) == order
    assert sorted(each.place for each in after) == [1, 2, 3]
    before = {each.id: each for each in ALL}
    assert all(each.version == before[each.id].version + 1 for each in changed.values())
    assert all(each.place != before[each.id].place for each in changed.values())


def test_nothing_is_written_where_nothing_is_other() -> None:
    assert decision.changed(ALL, {"responsibility_id": "b", "name": "Payroll", "place": 2}) == []


def test_a_stale_change_and_one_of_nothing_are_refused() -> None:
    with pytest.raises(StaleVersion):
        decision.changed(ALL, {"responsibility_id": "b", "if_version": 3})
    assert decision.changed(ALL, {"responsibility_id": "b", "if_version": 4}) == []
    with pytest.raises(NotFound):
        decision.changed(ALL, {"responsibility_id": "d", "name": "VAT"})


def test_the_others_move_up_where_one_is_ended() -> None:
    assert decision.without(ALL, PAYROLL) == [AUDIT._replace(place=2, version=2)]
    assert decision.without(ALL, AUDIT) == []
