"""Any node and any process of the cluster is killed by chance, again and again, and comes back by itself."""

from __future__ import annotations

import pytest

from deploy.cluster.cluster_status import BROKERS, CONSENSUS, DATABASES
from tests.cluster import effects, random_kills
from tests.cluster.random_kills import RandomKills
from tests.cluster.running_cluster import RunningCluster
from tests.cluster.steady_load import SteadyLoad
from tests.connections.stage import Stage
from tests.integration.practice import PracticeOverHttp

#: What stands in for others, and the one balancer that is somebody else's in earnest.
_NOT_OURS = ("mailbox", "phone", "vendors", "web")
#: Ours are killed so many times as often as a server, whose copies take long to catch up.
_OURS_TO_SERVERS = 4
#: Seconds for each kill, at most.
_EACH = 60


@pytest.mark.timeout(1200 + _EACH * random_kills.wanted(0))
def test_nodes_killed_by_chance_lose_nothing_and_do_nothing_twice(cluster: RunningCluster) -> None:
    cluster.until_whole()
    practice = PracticeOverHttp(cluster.url)
    load = SteadyLoad(practice, cluster.mail, Stage(cluster.vendors), one_invited_of=12)
    names = [
        each.name
        for each in cluster.project.containers()
        if each.service not in _NOT_OURS
        for _ in range(1 if each.service in (*BROKERS, *DATABASES, *CONSENSUS) else _OURS_TO_SERVERS)
    ]
    kills = RandomKills(names, cluster.kill_within)
    times = random_kills.wanted(120)
    with load.going_on():
        kills.amid(load, times)
        cluster.until_whole()
    print(f"\n{kills.figures()}: {load.figures()}")  # noqa: T201  figures to watch
    effects.assert_one_of_each(practice, load)
