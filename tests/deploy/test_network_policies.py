"""Nothing reaches anything but what is written here, both ways, and all that is written here does."""

from __future__ import annotations

import itertools

import pytest

from contracts.subscriptions import SERVICES
from tests.deploy.manifests import BASE, OVERLAYS, Resource, kustomizer, read, rendered, workloads
from tests.deploy.network_paths import Peer, reaches

_BASE = [each for file in BASE.glob("*.yaml") if file.name != "kustomization.yaml" for each in read(file)]
_PART_OF = {"app.kubernetes.io/part-of": "clientele"}
#: Made by operators, with the labels that those give them.
BROKER = Peer("broker", {"app.kubernetes.io/name": "rabbitmq", "app.kubernetes.io/part-of": "rabbitmq"})
DATABASE = Peer("database", {"cnpg.io/cluster": "postgres", "cnpg.io/podRole": "instance"})
STRANGER = Peer("a pod of somebody's in our namespace", {"app.kubernetes.io/name": "debugging"})
INGRESS = Peer("ingress", namespace={"clientele.example/role": "ingress"})
MONITORING = Peer("monitoring", namespace={"clientele.example/role": "monitoring"})
BROKERS_OPERATOR = Peer("rabbitmq operator", namespace={"kubernetes.io/metadata.name": "rabbitmq-system"})
DATABASES_OPERATOR = Peer("cnpg operator", namespace={"kubernetes.io/metadata.name": "cnpg-system"})
NEIGHBOUR = Peer("another namespace", namespace={"kubernetes.io/metadata.name": "default"})
INTERNET = Peer("the internet", address="198.51.100.7")
INSIDE = Peer("an address of the cluster", address="10.96.0.1")
OUTSIDERS = (INGRESS, MONITORING, BROKERS_OPERATOR, DATABASES_OPERATOR, NEIGHBOUR, INTERNET, INSIDE)

EVERY_PORT = [22, 25, 53, 80, 443, 465, 587, 2525, 4369, 5432, 5672, 6443, 8000, 8081, 9187, 15672, 15692]
EVERY_PORT += [25672, 35672, 35682]
BETWEEN_BROKERS, BETWEEN_DATABASES = (4369, 25672, 35672, 35682), (5432, 8000)
THE_API, OUTSIDE = (443, 6443), (443, 465, 587)

RELAYS, MIGRATIONS = [f"{each}-relay" for each in SERVICES], [f"{each}-migrations" for each in SERVICES]
RUNNING = [*SERVICES, *RELAYS, "accounts-intake", "gateway"]
OURS = [*RUNNING, *MIGRATIONS, "topology"]
#: Who reaches whom on which ports, names being looked up aside.
PATHS = {
    *((name, "broker", 5672) for name in [*SERVICES, *RELAYS, "gateway", "topology"]),
    *((name, "database", 5432) for name in [*SERVICES, *RELAYS, *MIGRATIONS, "accounts-intake"]),
    *((name, "the internet", port) for name in ("invitations", "connections") for port in OUTSIDE),
    ("ingress", "gateway", 8000),
    *((each.name, "accounts-intake", 2525) for each in OUTSIDERS),
    *(("monitoring", name, 8081) for name in OURS),
    *(("broker", "broker", port) for port in BETWEEN_BROKERS),
    *(("database", "database", port) for port in BETWEEN_DATABASES),
    *((name, each.name, port) for name in ("broker", "database") for each in OUTSIDERS for port in THE_API),
    ("rabbitmq operator", "broker", 15672),
    *(("cnpg operator", "database", port) for port in BETWEEN_DATABASES),
    ("monitoring", "broker", 15692),
    ("monitoring", "database", 9187),
}


def _policies(resources: list[Resource]) -> list[Resource]:
    return [each for each in resources if each["kind"] == "NetworkPolicy"]


def _peers(resources: list[Resource]) -> list[Peer]:
    ours = [
        Peer(name, {**template["metadata"]["labels"], **_PART_OF}) for name, template in workloads(resources)
    ]
    return [*ours, BROKER, DATABASE, STRANGER, *OUTSIDERS]


def _paths(resources: list[Resource]) -> set[tuple[str, str, int]]:
    policies, peers = _policies(resources), _peers(resources)
    return {
        (source.name, target.name, port)
        for source, target in itertools.product(peers, peers)
        if source.is_ours or target.is_ours
        for port in EVERY_PORT
        if port != 53 and reaches(policies, source, target, port)
    }


def test_the_parts_are_those_that_there_are() -> None:
    assert sorted(name for name, _ in workloads(_BASE)) == sorted(OURS)


def test_who_reaches_whom_is_what_is_written_here() -> None:
    found = _paths(_BASE)
    assert sorted(found - PATHS) == []
    assert sorted(PATHS - found) == []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_opens_and_closes_nothing(overlay: str) -> None:
    if kustomizer() is None:
        pytest.skip("neither kustomize nor kubectl is installed")
    assert _paths(rendered(overlay)) == PATHS


def test_everybody_looks_names_up_and_nobody_is_asked_for_them() -> None:
    policies = _policies(_BASE)
    for pod in _peers(_BASE):
        if pod.is_ours:
            for protocol in ("UDP", "TCP"):
                assert reaches(policies, pod, INSIDE, 53, protocol), pod.name
                assert not reaches(policies, NEIGHBOUR, pod, 53, protocol), pod.name


def test_without_the_policy_that_closes_all_a_stranger_is_open() -> None:
    """The reading of policies here has teeth: a pod that no policy is about reaches everything."""
    others = [each for each in _policies(_BASE) if each["metadata"]["name"] != "nothing-else"]
    assert reaches(others, NEIGHBOUR, STRANGER, 22)
    assert not reaches(_policies(_BASE), NEIGHBOUR, STRANGER, 22)


@pytest.mark.parametrize("policy", [each["metadata"]["name"] for each in _policies(_BASE)])
def test_each_policy_is_needed(policy: str) -> None:
    left = [each for each in _BASE if each["metadata"]["name"] != policy]
    names = policy == "names-are-looked-up"
    assert _paths(left) != PATHS or (names and not reaches(_policies(left), BROKER, INSIDE, 53, "UDP"))
