"""Applies a service's Alembic migrations, and tells whether they are applied.

python -m chassis.migrations upgrade SERVICE
python -m chassis.migrations check SERVICE

They run as the owner of the tables. The service works as another role, named like itself, which is given
their use here and is bound by their row-level security (`chassis.database.row_level_security`).
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy.exc import OperationalError

from chassis.observability import logs
from chassis.process import settings
from chassis.process.settings import environment

#: A migration waits at most this long for a lock, so that it never queues the product behind itself.
LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "300s"

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_IS_ANOTHER = sqlalchemy.text(
    "SELECT :role <> current_user AND EXISTS (SELECT FROM pg_roles WHERE rolname = :role)"
)
_TABLES = sqlalchemy.text(
    "SELECT relname, CASE relname WHEN 'alembic_version' THEN 'alembic'"
    " ELSE obj_description(oid, 'pg_class') END FROM pg_class"
    " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
)


class NotMigrated(Exception):
    """The database's schema is not the one this release needs."""


def _folder(service: str) -> Path:
    return Path(__file__).parents[1] / "services" / service / "migrations"


def _config(service: str) -> Any:
    # Imported by the command only: a service needs no Alembic to run, and its 7 MB are its idle memory.
    from alembic.config import Config

    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).with_name("database") / "alembic_environment")
    )
    config.set_main_option("version_locations", str(_folder(service)))
    config.set_main_option("path_separator", "os")
    return config


def _engine(database_url: str) -> sqlalchemy.Engine:
    return sqlalchemy.create_engine(database_url.replace("postgresql://", "postgresql+psycopg2://", 1))


def upgrade(service: str, database_url: str, role: str | None = None) -> None:
    """Bring the service's database to this release's schema, and let `role` work with it.

    The role is named like the service unless another is given. A database that a later release has migrated
    is left as it is: this release runs on it.
    """
    from alembic import command

    config = _config(service)
    engine = _engine(database_url)
    try:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
            connection.execute(sqlalchemy.text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
            connection.execute(
                sqlalchemy.text("SELECT pg_advisory_xact_lock(hashtext('clientele migrations'))")
            )
            if (_current(connection) or "") > head(service):
                return
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _let_work(connection, role or service)
    finally:
        engine.dispose()


def _let_work(connection: Any, role: str) -> None:
    """Let the role that the service works as use the tables, which belong to the one that migrates.

    What is to be kept as it was written has the comment `append-only`, and can only be added to.
    """
    if not connection.execute(_IS_ANOTHER, {"role": role}).scalar():
        return
    for table, comment in connection.execute(_TABLES):
        may = {"append-only": "SELECT, INSERT", "alembic": "SELECT"}.get(comment, _ALL)
        connection.exec_driver_sql(
            f'REVOKE ALL ON "{table}" FROM "{role}"; GRANT {may} ON "{table}" TO "{role}"'
        )
    connection.exec_driver_sql(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"')


@cache
def head(service: str) -> str:
    """The newest migration, by the names of the files: `0001_first_tables.py` is revision 0001."""
    return max(path.name.partition("_")[0] for path in _folder(service).glob("[0-9]*_*.py"))


def _current(connection: Any) -> str | None:
    if connection.execute(sqlalchemy.text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return None
    version: str | None = connection.execute(
        sqlalchemy.text("SELECT max(version_num) FROM alembic_version")
    ).scalar()
    return version


def check(service: str, connection: Any) -> None:
    """Raises `NotMigrated` unless every migration this release knows is applied.

    A database that is ahead is fine: migrations are safe while the previous release still runs.
    """
    current, wanted = _current(connection), head(service)
    if current is None or current < wanted:
        raise NotMigrated(f"the database is at migration {current or 'none'}, this release needs {wanted}")


def main(arguments: list[str]) -> int:
    """`upgrade SERVICE` or `check SERVICE`; the database is CLIENTELE_DATABASE_URL.

    CLIENTELE_DATABASE_ROLE is the role that the service works as, by default one named like it.
    """
    match arguments:
        case ["upgrade" | "check" as verb, service]:
            pass
        case _:
            print("usage: python -m chassis.migrations upgrade|check SERVICE", file=sys.stderr)
            return 2
    try:
        url = settings.required("DATABASE_URL", settings.DATABASE_LIKE)
        if verb == "upgrade":
            upgrade(service, url, environment().str("DATABASE_ROLE", service))
            print(f"{service}: migrated")
        else:
            with _engine(url).connect() as connection:
                check(service, connection)
            print(f"{service}: up to date")
    except settings.SettingsError as error:
        print(f"{service}: {error}", file=sys.stderr)
        return 2
    except OperationalError as error:
        reason = logs.one_line(error)
        print(f"{service}: database not usable: {reason}", file=sys.stderr)
        return 1
    except NotMigrated as error:
        print(f"{service}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
