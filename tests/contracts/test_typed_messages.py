"""Events are sent and taken in as their shapes: mypy notices a field that is wrong, missing or made up."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[2]
SENDS = """
from datetime import datetime
from chassis.database.unit_of_work import UnitOfWork
from contracts.accounts.events import CLIENT_ONBOARDED, ClientOnboardedData, ClientStatusData

def tell(uow: UnitOfWork, at: datetime) -> None:
    uow.send(CLIENT_ONBOARDED, ClientOnboardedData(client_id="1", practice_id="2", onboarded_at=at))
"""
TAKES = """
from chassis.database.unit_of_work import UnitOfWork
from chassis.entrypoints import handles
from contracts.accounts.events import CLIENT_ONBOARDED, ClientOnboardedData, ClientStatusData

class Service:
    @handles(CLIENT_ONBOARDED)
    def note(self, uow: UnitOfWork, data: ClientOnboardedData) -> None:
        print(data["client_id"])
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all of them: the first run reads what the snippets import."""
    return tmp_path_factory.mktemp("mypy")


def checked(source: str, cache: Path) -> str:
    # mypy takes a file of the same name, size and second as the one it read before.
    snippet = cache / f"snippet_{sha256(source.encode()).hexdigest()[:12]}.py"
    snippet.write_text(source)
    said, failed, _ = api.run(
        [f"--config-file={ROOT / 'pyproject.toml'}", f"--cache-dir={cache / 'cache'}", str(snippet)]
    )
    assert not failed, failed
    return said


def test_what_is_right_passes(cache: Path) -> None:
    assert "Success" in checked(SENDS, cache)
    assert "Success" in checked(TAKES, cache)


@pytest.mark.parametrize(
    ("source", "right", "wrong", "said"),
    [
        (SENDS, 'client_id="1", ', "", "Missing key"),
        (SENDS, "onboarded_at=at", 'onboarded_at="today"', "Incompatible types"),
        (SENDS, "onboarded_at=at", "onboarded_at=at, name=1", "Extra key"),
        (SENDS, "CLIENT_ONBOARDED, ClientOnboardedData(", "CLIENT_ONBOARDED, dict(", "Cannot infer"),
        (TAKES, 'data["client_id"]', 'data["client"]', "has no key"),
        (TAKES, "data: ClientOnboardedData", "data: ClientStatusData", "incompatible type"),
    ],
)
def test_what_is_wrong_is_noticed(source: str, right: str, wrong: str, said: str, cache: Path) -> None:
    assert right in source
    assert said in checked(source.replace(right, wrong), cache)
