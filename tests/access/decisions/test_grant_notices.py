"""Who has notice of which clients after changes of their access: decided from what was and what is."""

from __future__ import annotations

from contracts.access import NoticeKind
from services.access.client_access.grant_notices import Change, newly_given
from services.access.client_access.granted_access import Access

NOBODY = Access(everyone=False, colleague_ids=[], team_ids=[], account_manager_id=None)
GIVEN, TO_MANAGE = NoticeKind.CLIENT_GIVEN, NoticeKind.CLIENT_TO_MANAGE


def to(*user_ids: str, manager: str | None = None) -> Access:
    return NOBODY._replace(colleague_ids=list(user_ids), account_manager_id=manager)


def test_who_had_it_has_no_notice() -> None:
    before, after = to("ann", manager="cy"), to("ann", "bob", manager="cy")
    assert newly_given([Change("client_1", before, after)]) == {(GIVEN, "bob"): ["client_1"]}


def test_another_manager_has_notice_and_the_one_before_has_none() -> None:
    changes = [Change("client_1", to(manager="cy"), to(manager="ann"))]
    assert newly_given(changes) == {(TO_MANAGE, "ann"): ["client_1"]}


def test_of_several_clients_each_has_theirs_together() -> None:
    changes = [
        Change("client_1", None, to("ann", manager="ann")),
        Change("client_2", NOBODY, to("ann", "bob")),
        Change("client_3", to("ann"), NOBODY),
    ]
    assert newly_given(changes) == {
        (GIVEN, "ann"): ["client_1", "client_2"],
        (TO_MANAGE, "ann"): ["client_1"],
        (GIVEN, "bob"): ["client_2"],
    }


def test_what_everyone_or_a_team_is_given_is_nobodys_notice() -> None:
    assert newly_given([Change("client_1", NOBODY, NOBODY._replace(everyone=True, team_ids=["t"]))]) == {}
