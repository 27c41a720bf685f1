"""The Kubernetes manifests fit its schemas, each other, and the product."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.subscriptions import SERVICES
from deploy.kubernetes import broker_accounts, secrets
from tests.deploy.manifests import (
    BASE,
    FOLDER,
    OVERLAYS,
    VERSIONS,
    Resource,
    check,
    container,
    kustomizer,
    rendered,
    settings_of,
    workloads,
    written,
)

ROOT = Path(__file__).parents[2]
_ENV = re.compile(r"\b(CLIENTELE_[A-Z_]+)=(\S+)")
PARTS = (*SERVICES, "gateway")
WRITTEN = written()
BASE_RESOURCES = [resource for name, resource in WRITTEN.items() if name.startswith("base/")]
TEMPLATES = dict(workloads(BASE_RESOURCES))
MADE = {item["metadata"]["name"]: item["stringData"] for item in secrets.made("smtp://mail.example")["items"]}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", WRITTEN)
def test_a_resource_fits_its_schema(name: str, version: str) -> None:
    check(WRITTEN[name], version)


def test_the_check_finds_what_is_wrong() -> None:
    deployment = yaml.safe_load(yaml.safe_dump(WRITTEN["base/gateway.yaml Deployment gateway"]))
    deployment["spec"]["template"]["spec"]["containers"][0]["redinessProbe"] = {}
    with pytest.raises(Exception, match="redinessProbe"):
        check(deployment, VERSIONS[0])
    cluster = {**WRITTEN["base/rabbitmq.yaml RabbitmqCluster rabbitmq"], "spec": {"replicas": 2}}
    with pytest.raises(Exception, match="persistence"):
        check(cluster, VERSIONS[0])


@pytest.mark.parametrize(
    "folder", [BASE, *(FOLDER / "overlays" / name for name in OVERLAYS)], ids=lambda f: f.name
)
def test_every_file_is_part_of_its_folder(folder: Path) -> None:
    listed = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
    files = {file.name for file in folder.glob("*.yaml")} - {"kustomization.yaml"}
    assert {entry for entry in listed if entry.endswith(".yaml")} == files
    assert len(set(listed)) == len(listed)


def test_the_brokers_accounts_follow_the_contracts() -> None:
    current = broker_accounts.FILE.read_text() == broker_accounts.rendered()
    assert current, "Run python -m deploy.kubernetes.broker_accounts"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_pod_has_no_rights_to_speak_of(name: str) -> None:
    pod = TEMPLATES[name]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert container(TEMPLATES[name])["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_pod_says_what_it_needs(name: str) -> None:
    resources = container(TEMPLATES[name])["resources"]
    assert set(resources["requests"]) == {"cpu", "memory"}
    assert "memory" in resources["limits"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_secret_that_a_pod_is_told_of_is_made_and_mounted(name: str) -> None:
    (volume,) = [v for v in TEMPLATES[name]["spec"]["volumes"] if v["name"] == "secrets"]
    made = MADE[volume["secret"]["secretName"]]
    for entry in container(TEMPLATES[name])["env"]:
        if entry["name"].endswith("_FILE"):
            folder, _, key = entry["value"].rpartition("/")
            assert folder == "/secrets"
            assert key in made
        else:
            assert "value" not in entry, f"{entry['name']} comes from the config map"


def test_every_account_that_an_operator_makes_has_a_secret() -> None:
    for resource in BASE_RESOURCES:
        if resource["kind"] == "User":
            secret = resource["spec"]["importCredentialsSecret"]["name"]
            assert MADE[secret]["username"] == resource["metadata"]["name"]
        if resource["kind"] == "Cluster":
            for role in resource["spec"]["managed"]["roles"]:
                assert MADE[role["passwordSecret"]["name"]]["username"] == role["name"]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_key_of_the_config_map_that_is_read_is_there(overlay: str) -> None:
    kustomization = yaml.safe_load((FOLDER / "overlays" / overlay / "kustomization.yaml").read_text())
    (generated,) = kustomization["configMapGenerator"]
    keys = {literal.partition("=")[0] for literal in generated["literals"]}
    read_keys = {
        entry["valueFrom"]["configMapKeyRef"]["key"]
        for template in TEMPLATES.values()
        for entry in container(template)["env"]
        if "configMapKeyRef" in entry.get("valueFrom", {})
    }
    assert read_keys == keys


def test_no_secret_is_written_down() -> None:
    for file in [*FOLDER.rglob("*.yaml"), ROOT / "docker-compose.yml", ROOT / ".env"]:
        text = file.read_text()
        assert "kind: Secret" not in text, file
        assert "stringData" not in text, file
    assert not [r for r in BASE_RESOURCES if r["kind"] == "Secret"]


@pytest.mark.parametrize("part", PARTS)
def test_a_pod_is_told_what_compose_tells_its_container(part: str) -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][part]["environment"]
    needed = {name.removesuffix("_FILE"): value for name, value in compose.items() if value is not None}
    folder = ROOT / part if part == "gateway" else ROOT / "services" / part
    # What the image says itself holds in both, as long as compose says the same.
    image = dict(_ENV.findall((folder / "Dockerfile").read_text()))
    held = settings_of(TEMPLATES[part]) | {name for name, value in image.items() if needed.get(name) == value}
    assert needed.keys() - held <= {"CLIENTELE_SANDBOX_MAILBOX", "CLIENTELE_LISTEN"}


@pytest.mark.parametrize("service", SERVICES)
def test_services_manifests_differ_in_name_and_settings_only(service: str) -> None:
    def skeleton(name: str) -> list[Any]:
        text = (
            (BASE / f"{name}.yaml")
            .read_text()
            .replace(name, "SERVICE")
            .replace(', reaches-outside: "true"', "")
        )
        documents = list(yaml.safe_load_all(text))
        for _, template in workloads(documents):
            container(template)["env"].clear()
        return documents

    assert skeleton(service) == skeleton("accounts")


@pytest.mark.parametrize("part", PARTS)
def test_the_release_is_the_one_of_version(part: str) -> None:
    folder = ROOT / part if part == "gateway" else ROOT / "services" / part
    tags = {
        i["name"]: i["newTag"] for i in yaml.safe_load((BASE / "kustomization.yaml").read_text())["images"]
    }
    version = (folder / "VERSION").read_text().strip()
    assert tags[f"clientele/{part}"] == version
    production = (ROOT / "deploy" / "compose" / "production.env").read_text()
    assert f"\nCLIENTELE_{part.upper()}_TAG={version}\n" in production


@pytest.mark.parametrize("part", [*PARTS, *(f"{name}-relay" for name in SERVICES), "accounts-intake"])
def test_what_runs_is_asked_how_it_is(part: str) -> None:
    wanted = container(TEMPLATES[part])
    assert wanted["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert wanted["startupProbe"]["httpGet"]["path"] == "/healthz"
    # A gateway without services still answers, in words: taking it away would only hide them.
    assert wanted["readinessProbe"]["httpGet"]["path"] == ("/healthz" if part == "gateway" else "/readyz")


def test_only_those_with_vendors_reach_the_outside() -> None:
    outside = {n for n, t in TEMPLATES.items() if t["metadata"]["labels"].get("reaches-outside") == "true"}
    assert outside == {"invitations", "connections"}
    database = {n for n, t in TEMPLATES.items() if t["metadata"]["labels"].get("reaches-database") == "true"}
    of_services = {f"{s}{kind}" for s in SERVICES for kind in ("", "-relay", "-migrations")}
    assert database == {*of_services, "accounts-intake"}


@pytest.fixture(params=OVERLAYS)
def overlay(request: pytest.FixtureRequest) -> list[Resource]:
    if kustomizer() is None:
        pytest.skip("neither kustomize nor kubectl is installed")
    return rendered(request.param)


def test_an_overlay_renders_to_valid_resources(overlay: list[Resource]) -> None:
    assert {r["metadata"]["namespace"] for r in overlay} == {"clientele"}
    for resource in overlay:
        for version in VERSIONS:
            check(resource, version)
    for name, template in workloads(overlay):
        assert template["metadata"]["labels"]["app.kubernetes.io/part-of"] == "clientele", name
        assert ":" in container(template)["image"], f"{name} names no release"
