"""What `python -m deploy.cluster status` makes of what nodes say."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.cluster.cluster_status import ClusterStatus, apart_of, databases_of, queues_of
from deploy.cluster.compose_project import Container
from deploy.cluster.status_lines import lines_of

_NODES = [f"{kind}-{number}" for kind in ("broker", "database", "etcd") for number in (1, 2, 3)]
_LEADS = {"Member": "database-2", "Role": "Leader", "State": "running", "TL": 1}
_CONFIRMS = {"Member": "database-1", "Role": "Sync Standby", "State": "streaming", "TL": 1, "Lag in MB": 0}
_FOLLOWS = {"Member": "database-3", "Role": "Replica", "State": "streaming", "TL": 1, "Lag in MB": 3}


def queue(name: str, leader: str, online: int = 3, kind: str = "quorum", messages: int = 0) -> dict[str, Any]:
    """As `rabbitmqctl list_queues` writes it."""
    nodes = [f"rabbit@broker-{number}" for number in (1, 2, 3)]
    members = nodes if kind == "quorum" else [f"rabbit@{leader}"]
    seen = nodes[:online] if kind == "quorum" else ""
    return {
        "name": name,
        "type": kind,
        "leader": f"rabbit@{leader}",
        "members": members,
        "online": seen,
        "messages": messages,
    }


_TOGETHER = {
    f"rabbit@broker-{number}": [f"rabbit@broker-{each}" for each in (1, 2, 3)] for number in (1, 2, 3)
}
_APART = {**_TOGETHER, "rabbit@broker-2": ["rabbit@broker-2"]}


def status(
    *,
    away: str | None = None,
    queues: list[dict[str, Any]] | None = None,
    databases: Any = None,
    records: dict[str, list[str]] = _TOGETHER,
) -> ClusterStatus:
    containers = tuple(
        Container(f"c-{name}-1", name, "exited" if name == away else "running", "healthy")
        for name in (*_NODES, "accounts")
    )
    listed = queues if queues is not None else [queue("access.accounts.ClientCreated", "broker-1")]
    return ClusterStatus(
        containers,
        queues_of(listed),
        databases_of(databases if databases is not None else [_CONFIRMS, _LEADS, _FOLLOWS]),
        apart_of(records),
    )


def test_a_whole_cluster_is_said_to_be_whole() -> None:
    found = status()
    assert found.is_whole
    assert list(lines_of(found)) == [
        "broker     broker-1 leads 1 queues, broker-2 leads 0 queues, broker-3 leads 0 queues",
        "queues     1, all with their copies; 0 messages wait, 0 are set aside",
        "calls",
        "database   database-1 confirms, database-2 leads, database-3 follows, 3 MB behind",
        "agreement  etcd-1, etcd-2, etcd-3",
        "product    accounts 1/1",
        "           Everything works and has its copies.",
    ]


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (status(away="broker-3"), "           Not whole: c-broker-3-1 away."),
        (status(away="accounts"), "product    accounts 0/1"),
        (status(queues=[]), "queues     no node answers"),
        (
            status(queues=[queue("accounts.dead", "broker-2", online=2, messages=4)]),
            "queues     1, 1 short of a copy; 0 messages wait, 4 are set aside",
        ),
        (
            status(queues=[queue("rpc-accounts", "broker-2", kind="classic")]),
            "calls      accounts on broker-2",
        ),
        (
            status(records=_APART),
            "           Not whole: brokers do not know of each other's queues; one of them will start anew.",
        ),
        (status(databases=[]), "database   no node says who leads"),
        (
            status(databases=[{**_LEADS, "Role": "Replica", "State": "starting", "Lag in MB": "unknown"}]),
            "database   database-2 is starting",
        ),
    ],
)
def test_what_is_missing_is_named(found: ClusterStatus, line: str) -> None:
    assert line in list(lines_of(found))


def test_whom_another_that_runs_keeps_no_records_with_is_apart() -> None:
    assert apart_of(_TOGETHER) == ()
    assert apart_of(_APART) == ("broker-1", "broker-3")
    # One that is away is nobody's.
    assert apart_of({"rabbit@broker-1": ["rabbit@broker-1"]}) == ()


@pytest.mark.parametrize(
    "found",
    [
        status(away="etcd-1"),
        status(records=_APART),
        status(queues=[]),
        status(queues=[queue("a.b", "broker-1", online=2)]),
        status(databases=[_CONFIRMS, _FOLLOWS]),
        status(databases=[_CONFIRMS, _LEADS]),
        status(databases=[_CONFIRMS, _LEADS, {**_FOLLOWS, "State": "starting"}]),
    ],
)
def test_a_cluster_that_lacks_anything_is_not_whole(found: ClusterStatus) -> None:
    assert not found.is_whole
