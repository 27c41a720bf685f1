"""Who leads, who follows, who is away and how far behind: asked of the nodes themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.cluster.compose_project import ComposeProject, Container

BROKERS = ("broker-1", "broker-2", "broker-3")
DATABASES = ("database-1", "database-2", "database-3")
CONSENSUS = ("etcd-1", "etcd-2", "etcd-3")
_QUEUES = ("rabbitmqctl", "-q", "--formatter=json", "list_queues")
#: Whose records of queues each node keeps together with its own; only Erlang tells (docs/adr/0083).
_RECORDS = (
    "rabbitmqctl",
    "-q",
    "--formatter=json",
    "eval",
    "maps:from_list([{atom_to_binary(N), [atom_to_binary(M) ||"
    " M <- rpc:call(N, mnesia, system_info, [running_db_nodes], 3000)]} || N <- [node() | nodes()]]).",
)
_COLUMNS = ("name", "type", "leader", "members", "online", "messages")


@dataclass(frozen=True)
class Queue:
    """`copies` are the nodes that have it, `online` those of them that keep up."""

    name: str
    leader: str
    copies: int
    online: int
    messages: int
    is_kept: bool


@dataclass(frozen=True)
class Database:
    """A node as Patroni knows it. `behind` is in MB; None where it leads or is not known."""

    name: str
    role: str
    state: str
    behind: float | None

    @property
    def leads(self) -> bool:
        return self.role == "Leader"


@dataclass(frozen=True)
class ClusterStatus:
    """`queues` and `databases` are empty where no node answers. `apart` are brokers that run while another
    keeps its records of queues without them, so that what one declares the other does not know.
    """

    containers: tuple[Container, ...]
    queues: tuple[Queue, ...]
    databases: tuple[Database, ...]
    apart: tuple[str, ...] = ()

    @property
    def away(self) -> list[Container]:
        return [each for each in self.containers if not each.works]

    @property
    def queue_leaders(self) -> Counter[str]:
        """How many queues with copies each node leads."""
        return Counter(each.leader for each in self.queues if each.is_kept)

    @property
    def short_of_copies(self) -> list[Queue]:
        return [each for each in self.queues if each.is_kept and each.online < each.copies]

    @property
    def database_leader(self) -> str | None:
        return next((each.name for each in self.databases if each.leads), None)

    @property
    def is_whole(self) -> bool:
        """Whether everything works and has all its copies."""
        follow = [each for each in self.databases if not each.leads and each.state == "streaming"]
        return bool(
            self.queues
            and not self.away
            and not self.short_of_copies
            and not self.apart
            and self.database_leader
            and len(follow) == len(DATABASES) - 1
        )


def look(project: ComposeProject) -> ClusterStatus:
    """Ask the nodes. Raises `ComposeFailed` where there is no cluster."""
    containers = project.containers()
    running = {each.service for each in containers if each.state == "running"}
    brokers = [each for each in BROKERS if each in running]
    queues = project.json_from(brokers, *_QUEUES, *_COLUMNS)
    records = project.json_from(brokers, *_RECORDS) or {}
    patroni = ("patronictl", "-c", "/etc/patroni.yml", "list", "-f", "json")
    databases = project.json_from([each for each in DATABASES if each in running], *patroni)
    return ClusterStatus(
        tuple(sorted(containers, key=lambda each: each.name)),
        queues_of(queues or []),
        databases_of(databases or []),
        apart_of(records.get("value", {})),
    )


def apart_of(records: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The nodes that another one's records are not kept together with, of those that run."""
    apart = {each for kept in records.values() for each in records if each not in kept}
    return tuple(sorted(map(_node, apart)))


def queues_of(listed: Sequence[Mapping[str, Any]]) -> tuple[Queue, ...]:
    """What `rabbitmqctl list_queues` says."""
    return tuple(
        Queue(
            name=each["name"],
            leader=_node(each["leader"]),
            copies=len(each["members"] or []),
            online=len(each["online"] or []),
            messages=int(each["messages"] or 0),
            is_kept=each["type"] == "quorum",
        )
        for each in listed
    )


def databases_of(listed: Sequence[Mapping[str, Any]]) -> tuple[Database, ...]:
    """What `patronictl list` says. It writes `unknown` for who does not answer."""
    return tuple(
        Database(
            each["Member"],
            each["Role"],
            each["State"],
            float(behind) if isinstance(behind := each.get("Lag in MB"), int | float) else None,
        )
        for each in listed
    )


def _node(name: str | None) -> str:
    return (name or "").removeprefix("rabbit@")
