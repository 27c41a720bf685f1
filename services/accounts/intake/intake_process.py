"""The intake as a process: SMTP on one port, health on another, until a signal. It is not a green one."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import sys

from chassis import migrations
from chassis.database import row_level_security
from chassis.database.transactions import Transactions
from chassis.observability import logs
from chassis.process.asyncio_health import Health
from chassis.process.settings import SettingsError, environment
from services.accounts.documents import store_settings
from services.accounts.documents.sealed_contents import SealedContents
from services.accounts.intake import intake_settings
from services.accounts.intake.intake_limits import GRACE
from services.accounts.intake.intake_settings import IntakeSettings
from services.accounts.intake.lmtp_server import LmtpServer
from services.accounts.intake.mail_handler import MailHandler
from services.accounts.intake.mail_server import MailServer

_log = logs.get(__name__)
_HOUR = 3600
#: To its database.
CONNECTIONS = 8


def main(*, announcing: bool = False) -> int:
    """Take mail in until SIGTERM or SIGINT; gives the exit code.

    `announcing`, its output is a line that says where it listens, and its log goes where errors do.
    """
    try:
        found = intake_settings.read(environment())
        tls = intake_settings.tls(found)
        logs.configure("accounts-intake", found.log_level)
        # Whoever is announced to has tried it, and reads no log before the announcement.
        if not announcing:
            store_settings.try_out(found.store)
    except SettingsError as error:
        print(f"accounts-intake: {error}", file=sys.stderr)
        return 2
    return asyncio.run(_run(found, tls, announcing=announcing))


async def _run(found: IntakeSettings, tls: ssl.SSLContext | None, *, announcing: bool) -> int:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, ended.set)
    database = Transactions(found.database_url, name="accounts", pool_size=CONNECTIONS)
    contents = SealedContents(found.store, found.vault)
    handler = MailHandler(database, contents, found.scanner, found.domain, found.limits)
    health = Health({"database": lambda: _check(database), "documents": contents.check})
    try:
        served = await health.serve(found.health_host, found.health_port)
        session = LmtpServer if found.protocol == "lmtp" else MailServer
        server = await loop.create_server(
            lambda: session(handler, found.hostname, tls), found.host, found.port
        )
    except OSError as error:
        print(f"accounts-intake: cannot listen: {error.strerror or error}", file=sys.stderr)
        return 1
    host, port = server.sockets[0].getsockname()[:2]
    if announcing:
        print(f"intake listening on {host}:{port}", flush=True)
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _log.info("started", host=host, port=port)
    renewing = asyncio.ensure_future(_renew(tls, found))
    await ended.wait()
    _log.info("stopping")
    renewing.cancel()
    server.close()
    await handler.finish(GRACE)
    served.close()
    database.close()
    _log.info("stopped")
    return 0


async def _renew(tls: ssl.SSLContext | None, found: IntakeSettings) -> None:
    """Read the certificate again now and then: whoever renews it writes to the same files."""
    while tls is not None:
        await asyncio.sleep(_HOUR)
        try:
            intake_settings.load(tls, found)
        except SettingsError as error:
            _log.warning("certificate_not_read", reason=str(error))


def _check(database: Transactions) -> None:
    """Raises where the database does not answer, is not migrated, or does not bind us."""
    with database.read(everywhere=True) as connection:
        migrations.check("accounts", connection)
        row_level_security.check(connection)
