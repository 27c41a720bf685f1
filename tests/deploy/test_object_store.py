"""Accounts reaches an object store where an installation keeps documents in one, and else nothing outside."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.deploy.manifests import (
    BASE,
    FOLDER,
    OVERLAYS,
    VERSIONS,
    check,
    container,
    kustomizer,
    read,
    workloads,
)

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
BESIDE = yaml.safe_load((ROOT / "deploy" / "compose" / "object-store.yml").read_text())["services"]
COMPONENT = FOLDER / "object-store"


def test_compose_lets_accounts_out_for_it_alone() -> None:
    assert list(BESIDE) == ["accounts"]
    assert BESIDE["accounts"] == {"networks": [*COMPOSE["accounts"]["networks"], "outside"]}
    assert "outside" not in COMPOSE["accounts"]["networks"]
    # It has to be reached by mail servers anyway.
    assert "outside" in COMPOSE["accounts-intake"]["networks"]


def test_both_who_keep_documents_are_given_the_same_place() -> None:
    def places(part: str) -> dict[str, str | None]:
        given = COMPOSE[part]["environment"]
        return {name: value for name, value in given.items() if name.startswith("CLIENTELE_DOCUMENTS")}

    assert places("accounts") == places("accounts-intake")
    assert len(places("accounts")) == 6


def test_kubernetes_lets_those_two_out_where_an_overlay_has_the_component() -> None:
    listed = yaml.safe_load((COMPONENT / "kustomization.yaml").read_text())
    assert listed["kind"] == "Component"
    assert listed["resources"] == ["network.yaml"]
    [policy] = read(COMPONENT / "network.yaml")
    selector = policy["spec"]["podSelector"]
    [among] = selector["matchExpressions"]
    assert among["operator"] == "In"
    resources = [
        each for file in BASE.glob("*.yaml") if file.name != "kustomization.yaml" for each in read(file)
    ]
    selected = {
        name
        for name, template in workloads(resources)
        if selector["matchLabels"].items() <= template["metadata"]["labels"].items()
        and template["metadata"]["labels"][among["key"]] in among["values"]
    }
    assert selected == {"accounts", "accounts-intake"}


def test_without_it_they_are_kept_in_the_claim() -> None:
    for name in OVERLAYS:
        overlay = yaml.safe_load((FOLDER / "overlays" / name / "kustomization.yaml").read_text())
        assert "components" not in overlay
        assert "documents=/documents" in overlay["configMapGenerator"][0]["literals"]


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_with_the_component_has_no_claim(name: str, tmp_path: Path) -> None:
    command = kustomizer()
    if command is None:
        pytest.skip("neither kustomize nor kubectl is installed")
    folder = shutil.copytree(FOLDER, tmp_path / "kubernetes") / "overlays" / name
    with (folder / "kustomization.yaml").open("a") as file:
        file.write("components:\n  - ../../object-store\n")
    done = subprocess.run([*command, folder], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    resources = list(yaml.safe_load_all(done.stdout))
    for resource in resources:
        for version in VERSIONS:
            check(resource, version)
    assert "PersistentVolumeClaim" not in {each["kind"] for each in resources}
    templates = dict(workloads(resources))
    for part in ("accounts", "accounts-intake"):
        assert {each["name"] for each in templates[part]["spec"]["volumes"]} == {"secrets", "tmp"}
        mounted = {each["mountPath"] for each in container(templates[part])["volumeMounts"]}
        assert "/documents" not in mounted
