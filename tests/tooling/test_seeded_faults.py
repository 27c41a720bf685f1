"""The checker is checked: with a fault in our code, the test that is there for it fails (product.md 9.1)."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.seeded_faults.faults import FAULTS, Fault

ROOT = Path(__file__).parents[2]
#: What pytest says where tests have run and some of them failed.
_SOME_FAILED = 1


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_a_fault_can_be_put_in(fault: Fault) -> None:
    for change in fault.changes:
        spec = find_spec(change.module)
        assert spec is not None
        assert spec.origin is not None
        source = Path(spec.origin).read_text()
        assert source.count(change.old) == 1
        ast.parse(source.replace(change.old, change.new))
    file, _, name = fault.noticed_by.partition("::")
    functions = ast.walk(ast.parse((ROOT / file).read_text()))
    assert name in {each.name for each in functions if isinstance(each, ast.FunctionDef)}


@pytest.mark.mutations
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", [None, *FAULTS])
def test_a_fault_is_noticed(name: str | None) -> None:
    """And without one the same tests pass."""
    fault = {"CLIENTELE_SEEDED_FAULT": name} if name is not None else {}
    nodes = [FAULTS[name].noticed_by] if name is not None else [each.noticed_by for each in FAULTS.values()]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *sorted(set(nodes))],
        cwd=ROOT,
        env={**os.environ, **fault, "PYTHONPATH": str(ROOT / "tests" / "seeded_faults")},
        capture_output=True,
        text=True,
        timeout=880,
    )
    assert ran.returncode == (_SOME_FAILED if name is not None else 0), ran.stdout + ran.stderr
