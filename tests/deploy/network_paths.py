"""Who reaches whom on which port, by network policies as Kubernetes reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from tests.deploy.manifests import Resource

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Peer:
    """A pod of ours, one of another namespace (`namespace` are that one's labels), or an address."""

    name: str
    labels: Labels = field(default_factory=dict)
    namespace: Labels | None = None
    address: str = ""

    @property
    def is_ours(self) -> bool:
        return self.namespace is None and not self.address


def reaches(
    policies: Sequence[Resource], source: Peer, target: Peer, port: int, protocol: str = "TCP"
) -> bool:
    """Whether the policies let `source` open a connection to a port of `target`; one end is ours."""
    out = not source.is_ours or _lets(policies, source, "egress", "to", target, port, protocol)
    return out and (not target.is_ours or _lets(policies, target, "ingress", "from", source, port, protocol))


def selects(selector: Resource, labels: Labels) -> bool:
    """Whether a label selector does; an empty one selects all."""
    assert selector.keys() <= {"matchLabels", "matchExpressions"}
    for each in selector.get("matchExpressions", []):
        assert each["operator"] == "In"
        if labels.get(each["key"]) not in each["values"]:
            return False
    return bool(selector.get("matchLabels", {}).items() <= labels.items())


def _lets(
    policies: Sequence[Resource], pod: Peer, way: str, ends: str, other: Peer, port: int, protocol: str
) -> bool:
    about = list(_about(policies, pod, way))
    if not about:
        return True  # A pod that no policy is about is open.
    rules = [rule for policy in about for rule in policy["spec"].get(way, [])]
    return any(
        (ends not in rule or any(_is(peer, other) for peer in rule[ends]))
        and ("ports" not in rule or any(_has(each, port, protocol) for each in rule["ports"]))
        for rule in rules
    )


def _about(policies: Sequence[Resource], pod: Peer, way: str) -> Iterator[Resource]:
    for policy in policies:
        spec = policy["spec"]
        if way.capitalize() in spec["policyTypes"] and selects(spec["podSelector"], pod.labels):
            yield policy


def _is(peer: Resource, other: Peer) -> bool:
    if "ipBlock" in peer:
        block = peer["ipBlock"]
        if not other.address:
            return False
        address = ip_address(other.address)
        return address in ip_network(block["cidr"]) and not any(
            address in ip_network(each) for each in block.get("except", [])
        )
    if other.address:
        return False
    if "namespaceSelector" in peer:
        if other.namespace is None or not selects(peer["namespaceSelector"], other.namespace):
            return False
    elif other.namespace is not None:
        return False
    return selects(peer.get("podSelector", {}), other.labels)


def _has(entry: Resource, port: int, protocol: str) -> bool:
    first = int(entry["port"])
    return bool(entry["protocol"] == protocol and first <= port <= int(entry.get("endPort", first)))
