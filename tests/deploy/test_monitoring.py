"""Alarms and pictures are about what is really counted, and every alarm is explained."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from chassis.observability import metrics

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "monitoring"
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((FOLDER / "rules.yml").read_text())["groups"] for rule in group["rules"]
]
ALARMS = [rule for rule in RULES if "alert" in rule]
PANELS: list[dict[str, Any]] = json.loads((FOLDER / "dashboard.json").read_text())["panels"]
EXPRESSIONS = [rule["expr"] for rule in RULES] + [t["expr"] for panel in PANELS for t in panel["targets"]]
#: Of RabbitMQ's own exporter (its guide "Monitoring with Prometheus", `/metrics/detailed`).
OF_THE_BROKER = {"rabbitmq_detailed_queue_messages_ready"}

_NAME = re.compile(r"\b(?:clientele|rabbitmq)[a-z0-9_:]*")
_SELECTED = re.compile(r"\b(clientele_[a-z_]+)\{([^}]*)\}")
_GROUPED = re.compile(r"(?:by|on) \(([^)]*)\)")


def counted() -> dict[str, set[str]]:
    """The labels of each metric that a process of ours can show, by the names of its samples."""
    names = {}
    for collector in vars(metrics).values():
        for described in collector.describe() if isinstance(collector, MetricWrapperBase) else ():
            labels = set(collector._labelnames)
            suffixes = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",)}
            for suffix in suffixes.get(described.type, ("",)):
                names[f"{described.name}{suffix}"] = labels | ({"le"} if suffix == "_bucket" else set())
    return names


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_metric_that_is_looked_at_exists(expression: str) -> None:
    recorded = {rule["record"] for rule in RULES if "record" in rule}
    named = set(_NAME.findall(re.sub(r'"[^"]*"', '""', expression)))
    assert named or expression.startswith("up{")
    assert named <= counted().keys() | recorded | OF_THE_BROKER


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_label_that_is_looked_at_exists(expression: str) -> None:
    for name, selectors in _SELECTED.findall(expression):
        assert set(re.findall(r"(\w+)\s*[=!]", selectors)) <= counted()[name]
    known = {label for labels in counted().values() for label in labels} | {"queue"}
    for grouped in _GROUPED.findall(expression):
        assert {label.strip() for label in grouped.split(",")} <= known


def test_everything_that_is_counted_is_looked_at() -> None:
    text = " ".join(EXPRESSIONS)
    for name in {re.sub("_(bucket|count|sum)$", "", name) for name in counted()}:
        assert name in text, f"{name} is counted for nobody"


def test_every_alarm_is_explained_in_operations() -> None:
    explained = set(re.findall(r"^### (Clientele\w+)", (ROOT / "docs" / "operations.md").read_text(), re.M))
    assert {alarm["alert"] for alarm in ALARMS} == explained


@pytest.mark.parametrize("alarm", ALARMS, ids=lambda alarm: str(alarm["alert"]))
def test_an_alarm_says_how_urgent_it_is_and_what_happened(alarm: dict[str, Any]) -> None:
    assert alarm["labels"]["severity"] in ("page", "ticket")
    assert alarm["annotations"]["summary"]


def test_panels_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in PANELS:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
