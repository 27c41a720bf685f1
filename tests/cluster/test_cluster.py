"""Whatever node is lost, what was answered 201 is one client, told of once, with its steps complete."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from contracts.subscriptions import SERVICES
from tests.builders import eventually
from tests.cluster import effects
from tests.cluster.running_cluster import RunningCluster
from tests.cluster.steady_load import SteadyLoad
from tests.connections.stage import Stage
from tests.integration.practice import PracticeOverHttp

Undo = Callable[[], object]
Fault = Callable[[RunningCluster], Undo]

#: Seconds of work before something happens, and after all is whole again.
_BEFORE, _AFTER = 5.0, 5.0
_FROZEN, _CUT_OFF = 20.0, 30.0


def _kills(service: str) -> Fault:
    return lambda it: it.kill(service)


KILLED: dict[str, Fault] = {
    "the broker that has the calls": lambda it: it.kill(it.broker_of_calls()),
    "the database that leads": lambda it: it.kill(it.database_leader()),
    "the database that confirms": lambda it: it.kill(it.database_follower()),
    "a node of the agreement": lambda it: it.kill("etcd-1"),
    "an address of the broker": lambda it: it.kill("rabbitmq"),
    "an address of the database": lambda it: it.kill("postgres"),
    **{f"one of {part}": _kills(part) for name in SERVICES for part in (name, f"{name}-relay")},
    "a gateway": lambda it: it.kill("gateway"),
}
#: The leaders, whom everything else leans on: `make test` kills them too.
_SHORT = ("the broker that has the calls", "the database that leads")
#: What happens to a node for a while, and for how many seconds.
FOR_A_WHILE: dict[str, tuple[Fault, float]] = {
    "frozen: the broker that has the calls": (lambda it: it.freeze(it.broker_of_calls()), _FROZEN),
    "frozen: the database that leads": (lambda it: it.freeze(it.database_leader()), _FROZEN),
    "frozen: one of accounts": (lambda it: it.freeze("accounts"), _FROZEN),
    "cut off: the broker that has the calls": (
        lambda it: it.cut_off(it.broker_of_calls(), "broker"),
        _CUT_OFF,
    ),
    "cut off: the database that leads": (
        lambda it: it.cut_off(it.database_leader(), "database", "consensus"),
        _CUT_OFF,
    ),
    "cut off: one of accounts": (lambda it: it.cut_off("accounts", "broker", "database"), _CUT_OFF),
    "frozen: a gateway": (lambda it: it.freeze("gateway"), _FROZEN),
    "frozen: a relay": (lambda it: it.freeze("accounts-relay"), _FROZEN),
    "cut off: a gateway": (lambda it: it.cut_off("gateway", "broker", "outside"), _CUT_OFF),
    "cut off from the broker: a gateway": (lambda it: it.cut_off("gateway", "broker"), _CUT_OFF),
    "two seconds ahead: accounts": (lambda it: it.moved_clock(2), _CUT_OFF),
    "two seconds behind: accounts": (lambda it: it.moved_clock(-2), _CUT_OFF),
    "without room: a broker": (lambda it: it.without_room("broker-2"), _FROZEN),
    "without memory: a broker": (lambda it: it.without_memory("broker-2"), _FROZEN),
}


@pytest.fixture
def practice(cluster: RunningCluster) -> PracticeOverHttp:
    cluster.until_whole()
    return PracticeOverHttp(cluster.url)


@contextmanager
def work_goes_on(cluster: RunningCluster, practice: PracticeOverHttp, what: str) -> Iterator[SteadyLoad]:
    """With a practice at work meanwhile; then all is whole again, and nothing was lost or done twice."""
    load = SteadyLoad(practice, cluster.mail, Stage(cluster.vendors), at_once=2)
    with load.going_on():
        eventually(lambda: load.added, within=60)
        time.sleep(_BEFORE)
        yield load
        healing = time.monotonic()
        cluster.until_whole()
        healed = time.monotonic() - healing
        time.sleep(_AFTER)
    print(f"\n{what}: {load.figures()}, whole after {healed:.0f} s")  # noqa: T201  figures to watch
    effects.assert_one_of_each(practice, load)


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "who", [pytest.param(who, marks=[pytest.mark.short] if who in _SHORT else []) for who in KILLED]
)
def test_who_is_killed_loses_nothing(cluster: RunningCluster, practice: PracticeOverHttp, who: str) -> None:
    with work_goes_on(cluster, practice, f"{who} was killed") as load:
        undo = KILLED[who](cluster)
        written = len(load.added)
        # Work goes on before whoever is gone comes back.
        eventually(lambda: len(load.added) > written + load.at_once, within=120)
        undo()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("what", FOR_A_WHILE)
def test_who_is_not_heard_of_for_a_while_comes_back_by_themselves(
    cluster: RunningCluster, practice: PracticeOverHttp, what: str
) -> None:
    fault, seconds = FOR_A_WHILE[what]
    with work_goes_on(cluster, practice, what):
        undo = fault(cluster)
        time.sleep(seconds)
        undo()


@pytest.mark.timeout(1500)
def test_what_a_broker_that_was_cut_off_believes_holds_nobody_up_later(
    cluster: RunningCluster, practice: PracticeOverHttp
) -> None:
    """Nodes once differed in what queues there are, and a gateway called into one that nobody read."""
    with work_goes_on(cluster, practice, "cut off, then killed"):
        for _ in range(2):
            connect = cluster.cut_off(cluster.broker_of_calls(), "broker")
            time.sleep(_CUT_OFF)
            connect()
            cluster.until_whole()
            start = cluster.kill(cluster.broker_of_calls())
            time.sleep(_FROZEN)
            start()
            cluster.until_whole()


@pytest.mark.timeout(900)
def test_all_brokers_are_started_anew_one_after_the_other(
    cluster: RunningCluster, practice: PracticeOverHttp
) -> None:
    with work_goes_on(cluster, practice, "brokers one after the other"):
        for broker in ("broker-1", "broker-2", "broker-3"):
            cluster.restart(broker)
            cluster.until_whole()


@pytest.mark.timeout(1200)
def test_all_of_ours_are_started_anew_one_after_the_other(
    cluster: RunningCluster, practice: PracticeOverHttp
) -> None:
    with work_goes_on(cluster, practice, "ours one after the other"):
        for part in (*SERVICES, *(f"{name}-relay" for name in SERVICES), "gateway"):
            for replica in (1, 2):
                cluster.restart(part, replica)
            cluster.until_whole()
