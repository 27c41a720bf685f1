"""Nothing of the overlay `available` stops with one node or one zone of three, and all of it has room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chassis.process.settings import Settings
from contracts.subscriptions import SERVICES
from services.accounts.intake import intake_process
from tests.deploy.manifests import OVERLAYS, Resource, container, kustomizer, rendered
from tests.deploy.network_paths import selects

ZONE, NODE = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
#: Of a service: one that hears of changes, and one that tells of them (chassis/database/changes.py).
OF_CHANGES = 2
#: A relay has one of its own, a migration likewise.
ONE = 1
#: Connections that are not ours: two followers and one that is being made, what the operator looks at and
#: measures, and those that PostgreSQL keeps for its owner.
OF_THE_SERVER = 3 + 4 + 3


@pytest.fixture(params=OVERLAYS)
def overlay(request: pytest.FixtureRequest) -> list[Resource]:
    return _rendered(request.param)


@pytest.fixture
def available() -> list[Resource]:
    return _rendered("available")


def _rendered(name: str) -> list[Resource]:
    if kustomizer() is None:
        pytest.skip("neither kustomize nor kubectl is installed")
    return rendered(name)


def _of_kind(resources: list[Resource], kind: str) -> dict[str, Resource]:
    return {each["metadata"]["name"]: each["spec"] for each in resources if each["kind"] == kind}


def _labels(deployment: Resource) -> dict[str, str]:
    return dict(deployment["template"]["metadata"]["labels"])


def _scaled(resources: list[Resource]) -> dict[str, Resource]:
    """Autoscalers by the deployment that each scales."""
    found = _of_kind(resources, "HorizontalPodAutoscaler").values()
    targets = [each["scaleTargetRef"] for each in found]
    assert {(each["apiVersion"], each["kind"]) for each in targets} <= {("apps/v1", "Deployment")}
    assert len({each["name"] for each in targets}) == len(targets), "two would quarrel"
    return {each["scaleTargetRef"]["name"]: each for each in found}


def test_what_is_scaled_is_there_and_says_no_number_itself(overlay: list[Resource]) -> None:
    deployments = _of_kind(overlay, "Deployment")
    for name, scaler in _scaled(overlay).items():
        assert "replicas" not in deployments[name], "applying would undo the scaling"
        assert scaler["minReplicas"] < scaler["maxReplicas"]


def test_another_is_added_before_one_has_all_of_a_core(available: list[Resource]) -> None:
    """A process takes one core at most, and on a full node what it requests: it has to get to the target."""
    deployments = _of_kind(available, "Deployment")
    for name, scaler in _scaled(available).items():
        (metric,) = scaler["metrics"]
        assert metric["resource"]["target"].keys() == {"type", "averageValue"}
        target = _cores(metric["resource"]["target"]["averageValue"])
        resources = container(deployments[name]["template"])["resources"]
        assert target <= _cores(resources["requests"]["cpu"])
        # There p99 is ten times what it is at a fifth (bench/RESULTS.md).
        assert target < 0.7
        assert "cpu" not in resources["limits"], name
    # One of them is at work, however many there are.
    assert not [name for name in _scaled(available) if name.endswith("-relay")]


def _cores(quantity: str) -> float:
    return float(quantity.removesuffix("m")) / 1000 if quantity.endswith("m") else float(quantity)


def test_whatever_runs_twice_has_one_budget_and_nothing_else_has(overlay: list[Resource]) -> None:
    budgets, scaled = _of_kind(overlay, "PodDisruptionBudget"), _scaled(overlay)
    used = []
    for name, deployment in _of_kind(overlay, "Deployment").items():
        selecting = [
            budget for budget, spec in budgets.items() if selects(spec["selector"], _labels(deployment))
        ]
        least = scaled[name]["minReplicas"] if name in scaled else deployment.get("replicas", 1)
        # One of one would keep its node from ever being drained.
        assert len(selecting) == (1 if least >= 2 else 0), name
        used += selecting
    for name, broker in _of_kind(overlay, "RabbitmqCluster").items():
        pods = {"app.kubernetes.io/name": name}
        selecting = [budget for budget, spec in budgets.items() if selects(spec["selector"], pods)]
        assert len(selecting) == (1 if broker["replicas"] >= 3 else 0), name
        used += selecting
    assert sorted(used) == sorted(budgets), "a budget is for one of them alone"
    # CloudNativePG makes its own.
    for database in _of_kind(overlay, "Cluster").values():
        assert database.get("enablePDB", True) is (database["instances"] > 1)


def test_a_budget_leaves_enough_to_agree(available: list[Resource]) -> None:
    for name, spec in _of_kind(available, "PodDisruptionBudget").items():
        # Of two, one; of three nodes that agree, two; and a drain can always go on.
        assert {key: value for key, value in spec.items() if key != "selector"} == {"maxUnavailable": 1}, name


def test_nothing_runs_once(available: list[Resource]) -> None:
    scaled = _scaled(available)
    for name, deployment in _of_kind(available, "Deployment").items():
        assert (scaled[name]["minReplicas"] if name in scaled else deployment["replicas"]) >= 2, name
        assert deployment["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}, name
    assert _of_kind(available, "RabbitmqCluster")["rabbitmq"]["replicas"] == 3
    assert _of_kind(available, "Cluster")["postgres"]["instances"] == 3


def _spread(available: list[Resource]) -> Iterator[tuple[str, list[Resource], dict[str, str]]]:
    """By name, what spreads its pods, and their labels."""
    for name, deployment in _of_kind(available, "Deployment").items():
        yield name, deployment["template"]["spec"]["topologySpreadConstraints"], _labels(deployment)
    broker = _of_kind(available, "RabbitmqCluster")["rabbitmq"]["override"]["statefulSet"]["spec"]["template"]
    yield "broker", broker["spec"]["topologySpreadConstraints"], {"app.kubernetes.io/name": "rabbitmq"}
    database = _of_kind(available, "Cluster")["postgres"]
    labels = {"cnpg.io/cluster": "postgres", "cnpg.io/podRole": "instance"}
    yield "database", database["topologySpreadConstraints"], labels


def test_everything_is_spread_over_zones(available: list[Resource]) -> None:
    for name, constraints, labels in _spread(available):
        by_key = {each["topologyKey"]: each for each in constraints}
        zones = by_key[ZONE]
        assert (zones["maxSkew"], zones["whenUnsatisfiable"]) == (1, "DoNotSchedule"), name
        assert selects(zones["labelSelector"], labels), name
        # Else what was in a zone that is gone would wait for it to come back.
        assert zones["nodeTaintsPolicy"] == "Honor", name
        if name in ("broker", "database"):
            continue
        for constraint in constraints:
            # Each release of each part by itself: a new one is not spread over where the old one is.
            assert constraint["matchLabelKeys"] == ["pod-template-hash"], name
        assert by_key[NODE]["whenUnsatisfiable"] == "ScheduleAnyway", name


def test_broker_and_database_have_nodes_of_their_own(available: list[Resource]) -> None:
    (term,) = _of_kind(available, "RabbitmqCluster")["rabbitmq"]["affinity"]["podAntiAffinity"][
        "requiredDuringSchedulingIgnoredDuringExecution"
    ]
    assert term["topologyKey"] == NODE
    assert selects(term["labelSelector"], {"app.kubernetes.io/name": "rabbitmq"})
    database = _of_kind(available, "Cluster")["postgres"]
    assert database["affinity"] == {"enablePodAntiAffinity": True, "podAntiAffinityType": "required"}
    assert database["postgresql"]["synchronous"] == {"method": "any", "number": 1, "failoverQuorum": True}


def _broker_settings(available: list[Resource]) -> dict[str, str]:
    broker = _of_kind(available, "RabbitmqCluster")["rabbitmq"]
    return dict(line.split(" = ") for line in broker["rabbitmq"]["additionalConfig"].splitlines())


def test_brokers_that_were_apart_are_put_together_again(available: list[Resource]) -> None:
    """docs/adr/0083; the operator's own setting would leave their records of queues apart."""
    assert _broker_settings(available)["cluster_partition_handling"] == "autoheal"


def test_queues_get_their_copies_when_nodes_come_later(available: list[Resource]) -> None:
    broker = _of_kind(available, "RabbitmqCluster")["rabbitmq"]
    config = _broker_settings(available)
    reconciled = "quorum_queue.continuous_membership_reconciliation."
    assert config[f"{reconciled}enabled"] == "true"
    assert config[f"{reconciled}target_group_size"] == str(broker["replicas"])


def _most(resources: list[Resource], name: str) -> int:
    """Most processes of a deployment that there are at one time, while it is rolled."""
    deployment = _of_kind(resources, "Deployment")[name]
    scaler = _scaled(resources).get(name)
    most = int(scaler["maxReplicas"] if scaler else deployment.get("replicas", 1))
    return most + int(deployment["strategy"]["rollingUpdate"]["maxSurge"])


def test_the_database_has_a_connection_for_everybody(overlay: list[Resource]) -> None:
    pool = int(vars(Settings)["__dataclass_fields__"]["pool_size"].default)
    wanted = OF_THE_SERVER + _most(overlay, "accounts-intake") * intake_process.CONNECTIONS
    for service in SERVICES:
        for deployment in _of_kind(overlay, "Deployment").values():
            settings = {each["name"] for each in container(deployment["template"])["env"]}
            assert "CLIENTELE_POOL_SIZE" not in settings
        wanted += _most(overlay, service) * (pool + OF_CHANGES)
        wanted += _most(overlay, f"{service}-relay") * ONE + ONE
    parameters = _of_kind(overlay, "Cluster")["postgres"]["postgresql"]["parameters"]
    assert wanted <= int(parameters["max_connections"])
