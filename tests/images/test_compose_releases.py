"""One part at a time still is of the release before: what it says and what it hears are understood both ways.

So the others are new when one is rolled back, and old when one is replaced first; and the previous image runs
on the schema that the new migrations left (docs/operations.md, "Roll back").
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.containers import docker
from tests.images import previous
from tests.images.installation import Installation
from tests.images.journey import walk
from tests.images.previous import PARTS, Release
from tests.integration.practice import PracticeOverHttp

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def release(images: str, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release before, its images built."""
    found = previous.last()
    if not found.is_here():
        pytest.skip(f"the clone lacks the commit of release {found.version}; fetch the whole history")
    found.build(tmp_path_factory.mktemp("previous"))
    return found


@pytest.fixture(scope="module")
def mixed(installation: Installation, release: Release) -> Iterator[Installation]:
    """The installation, whose parts are all of this tree again at the end."""
    installation.believe_unsigned(today=True)
    yield installation
    installation.run_previous(tag=release.tag)
    installation.believe_unsigned(today=False)


@pytest.mark.parametrize("part", PARTS)
def test_one_part_of_the_previous_release_works_with_all_others_of_this_one(
    mixed: Installation, release: Release, part: str
) -> None:
    # The part before is brought back in the same step.
    mixed.run_previous(part, tag=release.tag)
    running = {
        each["Config"]["Labels"]["com.docker.compose.service"]: each["Config"]["Image"].rpartition(":")[2]
        for each in mixed.inspect(*mixed.containers(*PARTS))
    }
    assert [name for name, tag in running.items() if tag == release.tag] == [part]
    walk(mixed, PracticeOverHttp(mixed.url))


def test_nothing_that_one_said_was_set_aside_by_another(mixed: Installation, release: Release) -> None:
    listed = mixed.compose(
        "run", "--rm", "-T", "--no-deps", "topology", "python", "-m", "chassis.dead_letters", "list"
    )
    assert listed.stdout == "0 dead letters\n"


def test_the_images_are_those_of_the_release(release: Release) -> None:
    for part in PARTS:
        folder = part if part == "gateway" else f"services/{part}"
        assert release.file(f"{folder}/VERSION").strip() == release.version
        labels = docker(
            "image", "inspect", "--format={{json .Config.Labels}}", f"clientele/{part}:{release.tag}"
        )
        assert json.loads(labels.stdout)["org.opencontainers.image.version"] == release.version
