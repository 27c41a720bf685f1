"""Mails are read by a process that stays, each by one that is forked for it (docs/adr/0054)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.accounts.decisions.read_mails import SCENARIOS

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_mails_are_read_whatever_becomes_of_a_reader(scenario: str) -> None:
    command = [sys.executable, "-m", "tests.accounts.decisions.read_mails", scenario]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
