"""The commands of docs/operations.md are run as they stand there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.builders import unique
from tests.images.installation import Installation
from tests.images.journey import walk
from tests.integration.practice import PracticeOverHttp

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

DOCUMENT = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()


def commands(heading: str) -> list[str]:
    """The blocks of commands below a heading."""
    part = re.split(r"^## ", DOCUMENT, flags=re.M)
    (text,) = [each for each in part if each.startswith(f"{heading}\n")]
    return re.findall(r"^```\n(.*?)^```$", text, re.M | re.S)


def documented_command(word: str, heading: str) -> str:
    """The one block below a heading with this word in it."""
    (found,) = [block for block in commands(heading) if word in block]
    return found


class Operator:
    """Somebody at a shell, in a folder of their own."""

    def __init__(self, installation: Installation, folder: Path) -> None:
        self._installation, self._folder = installation, folder

    def types(self, block: str) -> str:
        """Run a block as it stands, but for the names of this installation's volumes and images."""
        mine = block.replace("clientele_secrets", f"{self._installation.project}_secrets")
        mine = mine.replace("clientele/setup:latest", f"clientele/setup:{self._installation.tag}")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", mine],
            cwd=self._folder,
            env=self._installation.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == 0, f"{mine}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def operator(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    return Operator(installation, tmp_path_factory.mktemp("operator"))


@pytest.fixture(scope="module")
def practice(installation: Installation) -> PracticeOverHttp:
    return PracticeOverHttp(installation.url)


def test_the_audit_trail_is_checked(operator: Operator, practice: PracticeOverHttp) -> None:
    practice.add_client()
    assert practice.registered["practice"]["id"] in operator.types(
        documented_command("chain", "Check the audit trail")
    )


@pytest.mark.parametrize(
    "kind", ["rotate identity", "rotate secret-keys", "rotate message-keys", "rotate passwords"]
)
def test_keys_and_passwords_are_rotated_while_people_are_signed_in(
    operator: Operator, installation: Installation, practice: PracticeOverHttp, kind: str
) -> None:
    operator.types(documented_command(kind, "Rotate keys"))
    installation.until_ready()
    walk(installation, practice)


def test_a_backup_is_restored(
    operator: Operator, installation: Installation, practice: PracticeOverHttp
) -> None:
    kept = practice.add_client(name=unique("Kept"))
    operator.types(documented_command("pg_dump", "Back up and restore"))
    later = practice.add_client(name=unique("Later"))
    operator.types(documented_command("tar -C / -x", "Back up and restore"))
    operator.types(documented_command("pg_restore", "Back up and restore"))
    installation.until_ready()
    listed = [client["id"] for client in practice.clients()]
    assert kept["id"] in listed
    assert later["id"] not in listed
    walk(installation, practice)
