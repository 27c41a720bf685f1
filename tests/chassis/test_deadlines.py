"""How long a call may take is the same for both sides, whatever their clocks say (docs/adr/0002)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.rpc.wire import Headers, own_deadline

#: A read that was sent at 1000 by its caller's clock, with two seconds left.
READ = Headers(None, deadline=1002.0, time_left=2.0, passport=None, audience=None, idempotency_key=None,
               fingerprint=None, trace=None)  # fmt: skip


@pytest.mark.parametrize("ahead", [-20.0, -2.0, 0.0, 2.0, 20.0])
def test_a_call_has_the_time_that_is_left_by_the_clock_of_whoever_is_called(ahead: float) -> None:
    arrives = 1000.0 + ahead
    assert own_deadline(READ, arrives) == arrives + 2.0


def test_a_copy_of_a_request_is_refused_long_after_its_end() -> None:
    arrives = 1100.0
    deadline = own_deadline(READ, arrives)
    assert deadline is not None
    assert deadline < arrives


def test_requests_of_the_release_before_go_by_their_callers_clock() -> None:
    assert own_deadline(replace(READ, time_left=None), 1001.0) == 1002.0


def test_who_sets_no_deadline_has_none() -> None:
    assert own_deadline(replace(READ, deadline=None, time_left=None), 1001.0) is None
