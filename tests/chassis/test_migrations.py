"""What a service reads from the names of its migrations."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory

from chassis import migrations
from contracts.subscriptions import SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_the_newest_file_is_the_one_head(service: str) -> None:
    script = ScriptDirectory.from_config(migrations._config(service))
    assert script.get_heads() == [migrations.head(service)]


@pytest.mark.parametrize("service", SERVICES)
def test_files_are_named_by_their_revisions(service: str) -> None:
    for revision in ScriptDirectory.from_config(migrations._config(service)).walk_revisions():
        assert revision.module.__file__ is not None
        assert f"/{revision.revision}_" in revision.module.__file__
