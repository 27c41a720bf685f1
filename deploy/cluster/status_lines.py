"""A cluster's state in a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from deploy.cluster.cluster_status import BROKERS, CONSENSUS, DATABASES, ClusterStatus, Database

_NODES = frozenset((*BROKERS, *DATABASES, *CONSENSUS))


def lines_of(found: ClusterStatus) -> Iterator[str]:
    """What a person wants to know, the most important last."""
    yield _line("broker", ", ".join(_broker(found, name) for name in BROKERS))
    yield _line("queues", _queues(found))
    yield _line("calls", _calls(found))
    yield _line("database", ", ".join(map(_database, found.databases)) or "no node says who leads")
    yield _line("agreement", ", ".join(_node(found, name) for name in CONSENSUS))
    yield _line("product", ", ".join(_parts(found)))
    yield _line("", _verdict(found))


def _line(name: str, text: str) -> str:
    return f"{name:<10} {text}".rstrip()


def _works(found: ClusterStatus, name: str) -> bool:
    return any(each.service == name and each.works for each in found.containers)


def _node(found: ClusterStatus, name: str) -> str:
    return name if _works(found, name) else f"{name} is away"


def _broker(found: ClusterStatus, name: str) -> str:
    if not _works(found, name):
        return f"{name} is away"
    if name in found.apart:
        return f"{name} is apart"
    return f"{name} leads {found.queue_leaders[name]} queues"


def _queues(found: ClusterStatus) -> str:
    kept = [each for each in found.queues if each.is_kept]
    if not kept:
        return "no node answers"
    short = len(found.short_of_copies)
    copies = "all with their copies" if not short else f"{short} short of a copy"
    waiting = sum(each.messages for each in kept if not each.name.endswith(".dead"))
    dead = sum(each.messages for each in kept if each.name.endswith(".dead"))
    return f"{len(kept)}, {copies}; {waiting} messages wait, {dead} are set aside"


def _calls(found: ClusterStatus) -> str:
    queues = [each for each in found.queues if each.name.startswith("rpc-")]
    return ", ".join(f"{each.name.removeprefix('rpc-')} on {each.leader or 'no node'}" for each in queues)


def _database(node: Database) -> str:
    if node.leads:
        return f"{node.name} leads"
    if node.state != "streaming":
        return f"{node.name} is {node.state}"
    kind = "confirms" if node.role == "Sync Standby" else "follows"
    return f"{node.name} {kind}" + (f", {node.behind:g} MB behind" if node.behind else "")


def _parts(found: ClusterStatus) -> Iterator[str]:
    """Of each part how many work, where there is more than one or it does not."""
    ours = [each for each in found.containers if each.service not in _NODES]
    all_of, working = (
        Counter(each.service for each in ours),
        Counter(each.service for each in ours if each.works),
    )
    for name, count in sorted(all_of.items()):
        yield f"{name} {working[name]}/{count}"


def _verdict(found: ClusterStatus) -> str:
    if found.is_whole:
        return "Everything works and has its copies."
    away = ", ".join(each.name for each in found.away)
    if found.apart and not away:
        return "Not whole: brokers do not know of each other's queues; one of them will start anew."
    return f"Not whole: {away} away." if away else "Not whole: copies are still being made."
