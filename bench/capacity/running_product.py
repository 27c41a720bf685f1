"""The whole product as in a deployment, a process each part, with a mailbox for what it sends."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from bench.capacity.database_bytes import Databases
from bench.containers import free_port, postgres, rabbitmq
from bench.databases import database
from bench.ours.running import SERVICES, ours
from bench.processes import server
from bench.subject import Subject


@dataclass(frozen=True, slots=True)
class RunningProduct:
    """What runs, where its broker is, and its databases."""

    subject: Subject
    uri: str
    databases: Databases


@contextmanager
def running() -> Iterator[RunningProduct]:
    """With a practice and its owner's session, for as long as this runs."""
    with ExitStack() as stack:
        uri, address = stack.enter_context(rabbitmq()), stack.enter_context(postgres())
        addresses = {name: stack.enter_context(database(address, f"bench_{name}")) for name in SERVICES}
        folder, port = stack.enter_context(tempfile.TemporaryDirectory()), free_port()
        stack.enter_context(server("deploy.sandbox.mailbox", {}, "--port", str(port), "--folder", folder))
        settings = {"CLIENTELE_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        subject = stack.enter_context(ours(uri, addresses, settings))
        yield RunningProduct(subject, uri, stack.enter_context(closing(Databases(addresses))))
