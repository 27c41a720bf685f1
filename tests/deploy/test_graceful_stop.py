"""Whatever stops is given longer than the longest that somebody waits for it, by constants of the code."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.database import transactions
from chassis.process import until_signal
from contracts import messages
from contracts.connections import event_feed
from contracts.subscriptions import SERVICES
from gateway import hosted_gateway
from gateway.calls import review_documents
from gateway.http import server
from gateway.http.incoming_requests import Limits
from gateway.review_document import __main__ as review_writer
from services.accounts.documents import malware_scanner
from services.accounts.intake import intake_limits, mail_readers
from services.connections.grants import refreshing_grants
from services.connections.vendors import line
from services.connections.webhooks import guarded_posts
from tests.deploy.manifests import BASE, container, read, workloads

ROOT = Path(__file__).parents[2]
TEMPLATES = dict(workloads([each for file in BASE.glob("*.yaml") for each in read(file) if "spec" in each]))
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
#: Within which each kind of process has stopped by itself.
STOPPED: dict[str, float] = {
    "gateway": hosted_gateway.STOPPED,
    "accounts-intake": intake_limits.GRACE,
    **{f"{service}{kind}": until_signal.GRACE for service in SERVICES for kind in ("", "-relay")},
}
#: Between the end of the process' own patience and its being killed: what closes connections.
SPARE = 5


def _constant(module: Any, name: str) -> float:
    return float(vars(module)[name])


def _extensions() -> Iterator[tuple[str, float]]:
    """Where the gateway gives a request some time: `time.time() + NAME`, in all its modules."""
    for file in sorted((ROOT / "gateway").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.BinOp) and ast.unparse(node.left) == "time.time()":
                module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
                assert isinstance(node.right, ast.Name), f"{file}: a constant's name, so that it is found"
                yield f"{file.relative_to(ROOT)}: {node.right.id}", _constant(module, node.right.id)


def test_deadlines_of_the_gateway_are_found() -> None:
    found = dict(_extensions())
    assert len(found) >= 8
    assert found["gateway/calls/review_documents.py: _PATIENCE"] == 30


def test_the_gateway_finishes_what_it_answers() -> None:
    review = (
        _constant(review_documents, "_TURN")
        + _constant(review_documents, "_PATIENCE")
        + review_writer.PATIENCE
    )
    assert review < server.GRACE
    assert event_feed.LONGEST_WAIT < server.GRACE
    # A body may come slowly, and what is done with it begins then.
    for where, seconds in _extensions():
        assert Limits().body + seconds < server.GRACE, where


def test_a_service_answers_whoever_waits_for_it() -> None:
    waits = {
        "a read": messages.READ_DEADLINE,
        "a write": messages.WRITE_DEADLINE,
        "a statement and its connection": _constant(transactions, "_STATEMENT_TIMEOUT") / 1000
        + transactions.POOL_TIMEOUT,
        "a vendor": line.DEADLINE,
        "a token": _constant(refreshing_grants, "_PATIENCE"),
        "a webhook": guarded_posts.DEADLINE,
    }
    for what, seconds in waits.items():
        assert seconds < until_signal.GRACE, what


def test_the_intake_answers_for_the_mails_at_hand() -> None:
    mail = _constant(mail_readers, "_PATIENCE") + _constant(malware_scanner, "_PATIENCE")
    assert mail + _constant(transactions, "_STATEMENT_TIMEOUT") / 1000 < intake_limits.GRACE


@pytest.mark.parametrize("part", STOPPED)
def test_kubernetes_waits_for_it(part: str) -> None:
    template = TEMPLATES[part]
    sleeping = container(template).get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command")
    before = 0.0 if sleeping is None else float(sleeping[1])
    # Whoever is reached from outside is so for some seconds more, until every node knows.
    assert (before > 0) == (part in ("gateway", "accounts-intake"))
    assert template["spec"]["terminationGracePeriodSeconds"] >= before + STOPPED[part] + SPARE


@pytest.mark.parametrize("part", STOPPED)
def test_compose_waits_for_it(part: str) -> None:
    given = COMPOSE[part]["stop_grace_period"]
    assert given.endswith("s")
    assert float(given.removesuffix("s")) >= STOPPED[part] + SPARE


def test_all_that_runs_is_here() -> None:
    assert {each["metadata"]["name"] for each in _deployments()} == set(STOPPED)


def _deployments() -> Iterator[dict[str, Any]]:
    for file in BASE.glob("*.yaml"):
        yield from (each for each in read(file) if each["kind"] == "Deployment")
