"""One part at a time still is of the release before: what it says and what it hears are understood both ways.

So the others are new when one is rolled back, and old when one is replaced first; and the previous image runs
on the schema that the new migrations left (docs/operations.md, "Roll back").
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.cluster import effects, steady_load
from tests.cluster.steady_load import SteadyLoad
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


def test_work_goes_on_while_all_is_rolled_back_and_forward(mixed: Installation, release: Release) -> None:
    """Part after part, so that each release works with the other; who is refused is told to come again."""
    mixed.run_previous(tag=release.tag)
    practice = PracticeOverHttp(mixed.url)
    (mailbox,) = mixed.containers("mailbox")
    load = SteadyLoad(practice, lambda: steady_load.mail_in(mailbox), at_once=2)
    with load.going_on():
        for rolled in range(1, len(PARTS) + 1):
            mixed.run_previous(*PARTS[:rolled], tag=release.tag)
        for left in range(len(PARTS) - 1, -1, -1):
            mixed.run_previous(*PARTS[:left], tag=release.tag)
    print(f"\n{load.figures()}")  # noqa: T201  figures to watch
    assert load.accepted
    # The gateway is one; while it is replaced nobody answers.
    assert set(load.refused) <= {0, 503}
    effects.assert_one_of_each(practice, load)


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
