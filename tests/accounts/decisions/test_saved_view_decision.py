"""What is kept of a view, and when it is refused (product.md 8.2)."""

from __future__ import annotations

import datetime

import pytest

from contracts.accounts.client_states import ClientColumn, ClientInvitation, ClientSort
from contracts.accounts.saved_views import (
    DEFAULT_COLUMNS,
    MOST_SAVED_VIEWS,
    SavedViewLimit,
    SavedViewNameTaken,
    SaveView,
)
from contracts.errors import NotFound, StaleVersion
from services.accounts.client_lists import saved_view_decision
from services.accounts.client_lists.saved_view_decision import KeptView

LATE = KeptView("view_1", "late", 3)


def test_filters_that_are_set_are_kept_as_text_and_columns_stand_in_their_order() -> None:
    content = saved_view_decision.of_new(
        [],
        SaveView(
            name="Not invited",
            invitation=ClientInvitation.NONE,
            added_from=datetime.date(2026, 11, 2),
            sort=ClientSort.CREATED_AT_DESCENDING,
            columns=[ClientColumn.CREATED_AT, ClientColumn.TYPE, ClientColumn.TYPE],
        ),
    )
    assert content.filters == {
        "view": "all",
        "invitation": "none",
        "added_from": "2026-11-02",
        "sort": "-created_at",
    }
    assert content.columns == ["type", "created_at"]
    assert (content.name, content.version) == ("Not invited", 1)


def test_without_columns_there_are_the_usual_ones_and_none_is_a_choice() -> None:
    assert saved_view_decision.of_new([], SaveView(name="A")).columns == list(DEFAULT_COLUMNS)
    assert saved_view_decision.of_new([], SaveView(name="A", columns=[])).columns == []


@pytest.mark.parametrize("name", ["Late", "LATE", "\uff2cate"])
def test_a_name_is_taken_in_whatever_case_and_width(name: str) -> None:
    with pytest.raises(SavedViewNameTaken):
        saved_view_decision.of_new([LATE], SaveView(name=name))
    assert saved_view_decision.of_replaced([LATE], SaveView(name=name), LATE.id, None).version == 4


def test_another_ones_name_is_not_taken_by_renaming() -> None:
    other = KeptView("view_2", "early", 1)
    with pytest.raises(SavedViewNameTaken):
        saved_view_decision.of_replaced([LATE, other], SaveView(name="Late"), other.id, None)


def test_twenty_are_the_most_and_can_still_be_changed() -> None:
    kept = [KeptView(f"view_{number}", str(number), 1) for number in range(MOST_SAVED_VIEWS)]
    assert saved_view_decision.of_new(kept[1:], SaveView(name="Late"))
    with pytest.raises(SavedViewLimit):
        saved_view_decision.of_new(kept, SaveView(name="Late"))
    assert saved_view_decision.of_replaced(kept, SaveView(name="Late"), "view_3", 1).name == "Late"


def test_what_is_not_there_or_was_changed_by_now_is_not_replaced() -> None:
    with pytest.raises(NotFound):
        saved_view_decision.of_replaced([LATE], SaveView(name="Late"), "view_9", None)
    with pytest.raises(StaleVersion):
        saved_view_decision.of_replaced([LATE], SaveView(name="Late"), LATE.id, 2)
