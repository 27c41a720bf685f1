"""How long the release before may run beside this one."""

from __future__ import annotations

import datetime

import pytest

from chassis.process import settings


@pytest.mark.parametrize(("days", "runs"), [(None, False), (-1, False), (0, True), (31, True)])
def test_it_runs_until_the_day_that_was_said(
    monkeypatch: pytest.MonkeyPatch, days: int | None, runs: bool
) -> None:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    said = "" if days is None else str(today + datetime.timedelta(days=days))
    monkeypatch.setenv("CLIENTELE_PREVIOUS_RELEASE_UNTIL", said)
    assert settings.previous_release_runs() is runs
