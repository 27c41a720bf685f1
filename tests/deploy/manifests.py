"""The Kubernetes manifests as Python reads them, and a check of each against its schema."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import yaml

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
BASE = FOLDER / "base"
OVERLAYS = ("small", "available")
#: The oldest release of Kubernetes that is supported, and the newest that the schemas know.
VERSIONS = ("1.31", "1.36")

Resource = dict[str, Any]

_NAME = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer", "minimum": 1}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


_RESOURCES = {"type": "object", "required": ["requests", "limits"]}
_SPREAD = {
    "type": "array",
    "items": _object(
        {
            "maxSkew": _NUMBER,
            "topologyKey": _TEXT,
            "whenUnsatisfiable": {"enum": ["DoNotSchedule", "ScheduleAnyway"]},
            "nodeTaintsPolicy": {"const": "Honor"},
            "labelSelector": _object({"matchLabels": {"type": "object"}}),
        }
    ),
}
_POD = _object({"containers": {"const": []}, "topologySpreadConstraints": _SPREAD})
#: What we use of the operators' own resources, by their reference documentation.
OPERATORS = {
    "rabbitmq.com/v1beta1 RabbitmqCluster": _object(
        {"replicas": {"enum": [1, 3, 5]}, "persistence": _object({"storage": _TEXT})},
        image=_TEXT,
        resources=_RESOURCES,
        affinity={"type": "object"},
        rabbitmq=_object({}, additionalConfig=_TEXT),
        override=_object({"statefulSet": _object({"spec": _object({"template": _object({"spec": _POD})})})}),
    ),
    "rabbitmq.com/v1beta1 User": _object(
        {"rabbitmqClusterReference": _NAME, "importCredentialsSecret": _NAME}
    ),
    "rabbitmq.com/v1beta1 Permission": _object(
        {
            "rabbitmqClusterReference": _NAME,
            "vhost": _TEXT,
            "user": _TEXT,
            "permissions": _object({"configure": _TEXT, "write": _TEXT, "read": _TEXT}),
        }
    ),
    "rabbitmq.com/v1beta1 TopicPermission": _object(
        {
            "rabbitmqClusterReference": _NAME,
            "vhost": _TEXT,
            "user": _TEXT,
            "permissions": _object({"exchange": _TEXT, "write": _TEXT, "read": _TEXT}),
        }
    ),
    "postgresql.cnpg.io/v1 Cluster": _object(
        {"instances": _NUMBER, "storage": _object({"size": _TEXT})},
        imageName=_TEXT,
        resources=_RESOURCES,
        enablePDB={"type": "boolean"},
        topologySpreadConstraints=_SPREAD,
        affinity=_object(
            {},
            enablePodAntiAffinity={"type": "boolean"},
            podAntiAffinityType={"enum": ["preferred", "required"]},
        ),
        bootstrap=_object(
            {
                "initdb": _object(
                    {}, encoding=_TEXT, localeProvider={"const": "builtin"}, locale=_TEXT, builtinLocale=_TEXT
                )
            }
        ),
        postgresql=_object(
            {},
            parameters={"type": "object", "additionalProperties": _TEXT},
            pg_hba={"type": "array", "items": _TEXT},
            synchronous=_object(
                {"method": {"enum": ["any", "first"]}, "number": _NUMBER}, failoverQuorum={"type": "boolean"}
            ),
        ),
        managed=_object(
            {
                "roles": {
                    "type": "array",
                    "items": _object(
                        {"name": _TEXT, "passwordSecret": _NAME},
                        ensure={"enum": ["present", "absent"]},
                        login={"type": "boolean"},
                    ),
                }
            }
        ),
    ),
    "postgresql.cnpg.io/v1 Database": _object({"name": _TEXT, "owner": _TEXT, "cluster": _NAME}),
}


def check(resource: Resource, version: str) -> None:
    """Raises what is wrong with a resource, by the schemas of that Kubernetes or of its operator."""
    operators = OPERATORS.get(f"{resource['apiVersion']} {resource['kind']}")
    if operators is not None:
        jsonschema.validate(resource["spec"], operators)
    else:
        kubernetes_validate.validate(resource, version, strict=True)


def kustomizer() -> list[str] | None:
    """The command that renders overlays; None where the machine has none."""
    for command in (["kustomize", "build"], ["kubectl", "kustomize"]):
        if shutil.which(command[0]):
            return command
    return None


@cache
def rendered(overlay: str) -> list[Resource]:
    """An overlay's resources as `kubectl apply -k` would send them."""
    command = kustomizer()
    assert command is not None
    folder = FOLDER / "overlays" / overlay
    done = subprocess.run([*command, folder], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


def read(file: Path) -> list[Resource]:
    return [document for document in yaml.safe_load_all(file.read_text()) if document]


def written() -> dict[str, Resource]:
    """Every resource that is written down, by file, kind and name."""
    found = {}
    for file in sorted(FOLDER.rglob("*.yaml")):
        if file.name != "kustomization.yaml":
            for resource in read(file):
                name = f"{file.relative_to(FOLDER)} {resource['kind']} {resource['metadata']['name']}"
                assert name not in found, f"{name} is there twice"
                found[name] = resource
    return found


def workloads(resources: list[Resource]) -> Iterator[tuple[str, Resource]]:
    """The pod templates of deployments and jobs, by name."""
    for resource in resources:
        if resource["kind"] in ("Deployment", "Job"):
            yield resource["metadata"]["name"], resource["spec"]["template"]


def container(template: Resource) -> Resource:
    (only,) = template["spec"]["containers"]
    return dict(only)


def settings_of(template: Resource) -> set[str]:
    """The settings that a pod is given, however it is given them."""
    return {re.sub("_FILE$", "", entry["name"]) for entry in container(template).get("env", [])}
