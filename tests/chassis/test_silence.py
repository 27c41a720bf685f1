"""When a connection over which a service says nothing is given up."""

from __future__ import annotations

import itertools

from chassis.rpc.silence import Silence


def given_up(silence: Silence, *moments: float, service: str = "accounts") -> list[float]:
    return [at for at in moments if silence.is_too_long(service, at)]


def test_several_calls_over_a_while_are_too_many() -> None:
    assert given_up(Silence(), 100, 101, 102, 103, 104, 105, 106) == [105]


def test_calls_that_end_together_are_one_moment_and_so_is_one_call_now_and_then() -> None:
    assert given_up(Silence(), *[100.0] * 20) == []
    assert given_up(Silence(), 100, 110) == []


def test_an_answer_begins_anew() -> None:
    silence = Silence()
    assert given_up(silence, 100, 103, 104) == []
    silence.answered("accounts")
    assert given_up(silence, 105, 106, 107) == []


def test_one_service_that_answers_says_nothing_of_another() -> None:
    silence = Silence()
    assert given_up(silence, 100, 103) == []
    silence.answered("access")
    assert given_up(silence, 106) == [106]


def test_where_a_new_connection_hears_no_more_the_next_waits_longer_each_time() -> None:
    silence = Silence()
    found = given_up(silence, *[float(second) for second in range(600)])
    between = [later - earlier for earlier, later in itertools.pairwise(found)]
    assert found[0] == 5
    assert between == sorted(between)
    assert between[0] >= 10
    assert 160 <= between[-1] < 170


def test_once_all_is_well_the_next_one_is_found_as_soon_as_the_first() -> None:
    silence = Silence()
    given_up(silence, *[float(second) for second in range(100)])
    silence.answered("access")
    assert given_up(silence, 100, 105, 110) == [], "it is waited for longer now"
    silence.answered("accounts")
    assert given_up(silence, 400, 401, 402, 405) == [405]
    assert given_up(silence, 408, 411, 414, 415) == [415]
