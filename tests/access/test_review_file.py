"""The file of a review, whose digest is in the audit trail: its form is for good (docs/adr/0074)."""

from __future__ import annotations

import datetime

from contracts.access import AccessLevel, AccessReason, Reason
from services.access.access_reviews import review_line
from services.access.access_reviews.line_rows import LineRow

AT = datetime.datetime(2026, 11, 2, 8, tzinfo=datetime.UTC)
BY_TEAM: Reason = {
    "reason": AccessReason.TEAM, "team_id": "team_A", "name": "Payroll", "level": AccessLevel.WORK,
    "until": "2026-12-24T17:00:00Z",
}  # fmt: skip
OWN: Reason = {"reason": AccessReason.COLLEAGUE, "level": AccessLevel.VIEW}
LINE = LineRow(
    id="line_A", review_id="review_A", place=7, user_id="user_B", client_id="client_C",
    client_name="Acme Ltd", clients=1, reasons=[OWN, BY_TEAM], level="work", last_change_at=AT,
    decision="change", new_level="manage", new_until=AT, decided_by="user_A", decided_by_name="Ann Smith",
    decided_at=AT, left_reasons=[BY_TEAM], taken=None, written=None, colleague_name="Ben Ash",
    role="standard", last_signed_in_at=None,
)  # fmt: skip


def test_a_line_of_the_file_says_what_was_so_what_was_decided_and_what_was_so_then() -> None:
    assert review_line.cells(LINE) == [
        *("Ben Ash", "user_B", "standard", "", "Acme Ltd", "client_C", "1"),
        "given to them (view); team Payroll (work) until 2026-12-24T17:00:00Z",
        *("work", "2026-11-02T08:00:00Z", "change", "manage", "2026-11-02T08:00:00Z"),
        "team Payroll (work) until 2026-12-24T17:00:00Z",
        *("Ann Smith", "user_A", "2026-11-02T08:00:00Z"),
    ]


def test_each_reason_has_its_words() -> None:
    others: list[Reason] = [
        {"reason": AccessReason.ROLE, "role": "client_admin", "level": AccessLevel.MANAGE},
        {"reason": AccessReason.EVERYONE, "level": AccessLevel.MANAGE},
        {"reason": AccessReason.ACCOUNT_MANAGER, "level": AccessLevel.MANAGE},
    ]
    assert review_line.why(others) == (
        "role client_admin (manage); everyone (manage); account manager (manage)"
    )


def test_a_line_that_waits_has_no_decision() -> None:
    waits = LINE._replace(
        decision=None, new_level=None, new_until=None, decided_by=None, decided_by_name=None, decided_at=None,
        left_reasons=None,
    )  # fmt: skip
    assert review_line.cells(waits)[10:] == [""] * 7


def test_a_line_is_quoted_and_no_formula() -> None:
    hostile = review_line.written(LINE._replace(client_name='=1+1 "x"'))
    assert '"\'=1+1 ""x"""' in hostile
    assert hostile.endswith("\r\n")
    assert hostile.count(",") == review_line.HEAD.count(",")
