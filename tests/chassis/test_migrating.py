"""A service's migrations on PostgreSQL: applied once, whoever runs them, and never taken back."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import sqlalchemy

from chassis import migrations
from deploy.embedded_postgres import EmbeddedPostgres
from tests.builders import unique

SERVICE = "connections"
LATER = "9999"
_COLUMNS_AND_RIGHTS = sqlalchemy.text(
    "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
    " UNION ALL SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants"
    " WHERE table_schema = 'public'"
)


@pytest.fixture
def url(postgres: EmbeddedPostgres) -> str:
    """An empty database, for the owner of its tables."""
    name = unique("migrating").replace("-", "_")
    for role in (f"{SERVICE}_owner", SERVICE):
        postgres.ensure_role(role)
    postgres.ensure_database(name, owner=f"{SERVICE}_owner", user=SERVICE)
    return postgres.dsn(name, role=f"{SERVICE}_owner")


def looked_at(url: str) -> tuple[str | None, set[tuple[str, str, str]]]:
    """The migration that the database is at; its columns, and who may do what with its tables."""
    with migrations._engine(url).connect() as connection:
        version = migrations._current(connection)
        found = connection.execute(_COLUMNS_AND_RIGHTS)
        return version, {(row[0], row[1], row[2]) for row in found}


def test_the_job_of_an_older_release_leaves_a_later_ones_schema_as_it_is(url: str) -> None:
    """Rolled back, a release runs on what the next one made of the database (docs/operations.md)."""
    migrations.upgrade(SERVICE, url)
    with migrations._engine(url).begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE of_a_later_release (id integer)"))
        connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = :v"), {"v": LATER})
    before = looked_at(url)
    migrations.upgrade(SERVICE, url)
    assert looked_at(url) == before
    assert before[0] == LATER
    with migrations._engine(url).connect() as connection:
        migrations.check(SERVICE, connection)


def test_jobs_that_run_at_once_migrate_once(url: str) -> None:
    command = [sys.executable, "-m", "chassis.migrations", "upgrade", SERVICE]
    environment = {**os.environ, "CLIENTELE_DATABASE_URL": url}
    jobs = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [(job.communicate(timeout=60)[1], job.returncode) for job in jobs] == [("", 0)] * 3
    version, found = looked_at(url)
    assert version == migrations.head(SERVICE)
    assert ("grants", SERVICE, "SELECT") in found
