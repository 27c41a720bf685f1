"""The process is made green before anything else is imported: a lock made earlier would block all of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from contracts.subscriptions import SERVICES

ENTRIES = (*(f"services.{name}" for name in SERVICES), "chassis.relay_process", "gateway", "deploy.allinone")
#: Prints what was imported, beside what Python itself starts with, when eventlet is asked for.
WATCH = """
import runpy, sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "eventlet":
            print("\\n".join(sorted(set(sys.modules) - before)))
            sys.stdout.flush()
            raise SystemExit(0)
before = set(sys.modules)
sys.meta_path.insert(0, Watch())
runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
"""


OURS = {"chassis", "chassis.process", "chassis.process.patching", "__future__"}
#: What a filter of warnings stands on: none of it makes a lock.
WITHOUT_LOCKS = frozenset(
    {"re", "copyreg", "enum", "functools", "collections", "operator", "keyword", "reprlib", "types"}
    | {"_collections", "_functools", "_operator", "_sre", "itertools", "warnings", "_struct"}
    # Of Python 3.14's warnings, whose lock is the interpreter's own.
    | {"_py_warnings", "_contextvars"}
)


@pytest.mark.parametrize("entry", ENTRIES)
def test_nothing_but_packages_and_the_patching_itself_is_imported_before(entry: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WATCH, entry], capture_output=True, text=True, timeout=30, check=True
    )
    packages = {entry.rpartition(".")[0], entry, f"{entry}.__main__", "services", "deploy", "__main__"}
    early = set(ran.stdout.split()) - packages - OURS
    assert {name for name in early if name.partition(".")[0] not in WITHOUT_LOCKS} == set()
