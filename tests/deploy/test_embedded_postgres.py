"""The embedded PostgreSQL keeps its data and leaves nothing behind, whatever happens to its owner."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from sqlalchemy import create_engine, text

from deploy.embedded_postgres import DataFolderInUse, EmbeddedPostgres
from deploy.postmaster import ServerFailed

pytestmark = pytest.mark.service

OWNER = """
import sys, time
from pathlib import Path
from deploy.embedded_postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.start()
print("started", flush=True)
time.sleep(600)
"""


def ask(server: EmbeddedPostgres, database: str, statement: str, role: str = "postgres") -> Any:
    with contextlib.closing(psycopg2.connect(server.dsn(database, role))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()[0][0] if cursor.description else None


def an_owner_of(folder: Path) -> subprocess.Popen[str]:
    """Another process that runs the server in `folder`."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    with owner.stdout as output:
        assert output.readline() == "started\n"
    return owner


def server_pid(server: EmbeddedPostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "postgres"


def test_data_survive_a_restart(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        server.ensure_database("books")
        ask(server, "books", "CREATE TABLE entries AS SELECT 42 AS amount")

    with EmbeddedPostgres(folder) as server:
        server.ensure_database("books")
        assert ask(server, "books", "SELECT amount FROM entries") == 42


def test_it_starts_at_once_where_it_is_made(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False):
        pass

    began = time.monotonic()
    with EmbeddedPostgres(folder, durable=False):
        assert time.monotonic() - began < 10


def test_the_product_waits_for_the_disk_and_tests_do_not(folder: Path, postgres: EmbeddedPostgres) -> None:
    with EmbeddedPostgres(folder) as durable:
        assert ask(durable, "postgres", "SHOW fsync") == "on"
        assert ask(durable, "postgres", "SHOW synchronous_commit") == "on"
    assert ask(postgres, "postgres", "SHOW fsync") == "off"


def test_a_service_reaches_its_own_database_and_no_other(postgres: EmbeddedPostgres) -> None:
    for service in ("ours", "theirs"):
        postgres.ensure_role(service)
        postgres.ensure_database(service, owner=service)

    engine = create_engine(postgres.url("ours", role="ours"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE things (id int)"))
    engine.dispose()
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        ask(postgres, "theirs", "SELECT 1", role="ours")


def test_row_level_security_binds_a_service_role(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_role("bound")
    postgres.ensure_role("bound")

    exempt = "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = 'bound'"
    assert ask(postgres, "postgres", exempt) is False


def test_a_dropped_database_can_be_made_again(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_database("brief")
    with contextlib.closing(psycopg2.connect(postgres.dsn("brief"))):
        postgres.drop_database("brief")
    postgres.drop_database("brief")
    postgres.ensure_database("brief")
    assert ask(postgres, "brief", "SELECT current_database()") == "brief"


def test_it_listens_on_no_network_address(postgres: EmbeddedPostgres) -> None:
    assert ask(postgres, "postgres", "SHOW listen_addresses") == ""
    assert postgres.data.stat().st_mode & 0o077 == 0


def test_a_folder_with_a_long_path_works_too(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / ("long" * 30), durable=False) as server:
        assert ask(server, "postgres", "SELECT 1") == 1


def test_a_second_owner_is_refused_while_the_first_lives(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        with pytest.raises(DataFolderInUse, match="already runs on the data"):
            EmbeddedPostgres(folder).start()
        assert ask(server, "postgres", "SELECT 1") == 1


def test_the_server_ends_with_an_owner_that_is_killed(folder: Path) -> None:
    owner = an_owner_of(folder)
    owner.kill()
    owner.wait()

    assert eventually(lambda: not (folder / "data" / "postmaster.pid").exists())


def test_a_new_owner_can_start_the_moment_the_last_was_killed(folder: Path) -> None:
    owner = an_owner_of(folder)
    owner.kill()
    owner.wait()

    with EmbeddedPostgres(folder, durable=False) as server:
        assert ask(server, "postgres", "SELECT 1") == 1


def test_it_recovers_when_owner_and_server_were_both_killed(folder: Path) -> None:
    owner = an_owner_of(folder)
    killed = EmbeddedPostgres(folder, durable=False)
    os.kill(server_pid(killed), signal.SIGKILL)
    owner.kill()
    owner.wait()

    with killed as server:
        assert ask(server, "postgres", "SELECT 1") == 1


def test_sessions_that_outlive_their_server_are_ended_before_a_new_one_starts(folder: Path) -> None:
    owner = an_owner_of(folder)
    server = EmbeddedPostgres(folder, durable=False)
    busy = psycopg2.connect(f"postgresql://postgres@/postgres?host={server.data}")
    pid = busy.info.backend_pid
    os.kill(pid, signal.SIGSTOP)  # a session that cannot notice that its server is gone
    os.kill(server_pid(server), signal.SIGKILL)
    owner.kill()
    owner.wait()

    waking = threading.Timer(1, os.kill, [pid, signal.SIGCONT])
    waking.start()
    with server:
        assert not Path(f"/proc/{pid}/cwd").is_dir()
        assert ask(server, "postgres", "SELECT 1") == 1
    waking.join()
    busy.close()


def test_a_pid_file_that_names_some_other_process_is_no_hindrance(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False) as server:
        pid_file = (server.data / "postmaster.pid").read_text().splitlines()
    stale = [str(os.getpid()), *pid_file[1:]]
    (folder / "data" / "postmaster.pid").write_text("\n".join(stale) + "\n")

    with EmbeddedPostgres(folder, durable=False) as server:
        assert ask(server, "postgres", "SELECT 1") == 1


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False):
        pass
    (folder / "data" / "postgresql.conf").write_text("no_such_setting = on\n")

    with pytest.raises(ServerFailed, match="no_such_setting"):
        EmbeddedPostgres(folder, durable=False).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who may not run PostgreSQL")
def test_root_without_setpriv_is_told_what_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(ServerFailed, match="setpriv"):
        EmbeddedPostgres(folder).start()
