"""Who knows one Dockerfile knows all."""

from pathlib import Path

import pytest

from contracts.subscriptions import SERVICES

ROOT = Path(__file__).parents[2]
#: Of Debian's packages alone: nothing of ours is in it, and compose says as whom each of its programs runs.
CLUSTER = ROOT / "deploy" / "images" / "cluster" / "Dockerfile"
DOCKERFILES = [
    *ROOT.glob("services/*/Dockerfile"),
    *(file for file in ROOT.glob("deploy/images/*/Dockerfile") if file != CLUSTER),
    ROOT / "gateway" / "Dockerfile",
]


@pytest.mark.parametrize("name", SERVICES)
def test_services_dockerfiles_differ_in_the_name_only(name: str) -> None:
    folder = ROOT / "services"
    pattern = (folder / "accounts" / "Dockerfile").read_text()
    release, own = ((folder / each / "VERSION").read_text().strip() for each in ("accounts", name))
    expected = pattern.replace("accounts", name).replace(f'version="{release}"', f'version="{own}"')
    assert (folder / name / "Dockerfile").read_text() == expected


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.parent.name)
def test_a_dockerfile_installs_hashed_wheels_for_a_user_without_rights(file: Path) -> None:
    text = file.read_text()
    assert "--require-hashes --no-deps --only-binary :all:" in text
    assert "USER 10001:10001" in text
    assert "STOPSIGNAL SIGTERM" in text
    assert "http" not in text.replace("healthz", "")
    assert "apt-get" not in text


def test_what_a_cluster_stands_on_is_debians_packages_alone() -> None:
    text = CLUSTER.read_text()
    assert "pip" not in text
    assert "COPY" not in text
    assert "http" not in text
    assert "STOPSIGNAL SIGTERM" in text
