"""A practice that goes on working while parts of the product are killed, and what became of its work."""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import requests

from tests.builders import PASSWORD, unique
from tests.cluster.patient_requests import PatientRequests
from tests.cluster.software_load import SoftwareLoad
from tests.connections.stage import Stage
from tests.containers import docker
from tests.integration.practice import PracticeOverHttp

#: Seconds between two looks for the mail of who is invited.
_LOOK = 2.0

#: Whom a mail is to, as the sandbox's mailbox notes it, or the token in it.
_OF_A_MAIL = re.compile(r"^X-Envelope-To: (\S+)|/invitation#([\w-]+)", re.MULTILINE)
_LINES = "grep -h '^X-Envelope-To: \\|/invitation#' /mail/*.eml || true"


def mail_in(mailbox: str) -> str:
    """Of all mail in a mailbox's container, the lines that say whom it is to or have a token."""
    return docker("exec", mailbox, "sh", "-c", _LINES).stdout


@dataclass
class SteadyLoad:
    """Clients that are added and lists that are read, `at_once` of each, until it is ended; one of
    `one_invited_of` is invited, and accepts with the token of their mail. `read_mail` gives all mail that was
    sent. With the vendors' `stage`, others come with their accounting software.

    `added` are the ids of clients by the key of the request that was answered 201; `written` are the moments
    of these answers. `invited` are the clients' ids by the address that was written to, `accepted` those of
    them that have accepted.
    """

    practice: PracticeOverHttp
    read_mail: Callable[[], str]
    stage: Stage | None = None
    at_once: int = 4
    one_invited_of: int = 4
    added: dict[str, str] = field(default_factory=dict)
    invited: dict[str, str] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    written: list[float] = field(default_factory=list)
    patient: PatientRequests = field(init=False)
    software: SoftwareLoad | None = field(init=False)
    _ended: threading.Event = field(default_factory=threading.Event)
    _turns: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.patient = PatientRequests(self.practice.url)
        self.software = SoftwareLoad(self.stage, self.patient) if self.stage else None

    @contextmanager
    def going_on(self) -> Iterator[SteadyLoad]:
        """With the load in the background; at the end everything begun is brought to its end."""
        tasks = [self._add, self._read] * self.at_once + [self._accept]
        if self.software is not None:
            tasks.append(self._connect)
        workers = [threading.Thread(target=self._repeat, args=(task,)) for task in tasks]
        with self.software.short_lived() if self.software is not None else nullcontext():
            for worker in workers:
                worker.start()
            try:
                yield self
            finally:
                self._ended.set()
                for worker in workers:
                    worker.join()

    @property
    def longest_gap(self) -> float:
        """Seconds between two clients that were added, at most."""
        moments = sorted(self.written)
        return max((later - before for before, later in pairwise(moments)), default=0.0)

    @property
    def refused(self) -> Counter[int]:
        return self.patient.refused

    @property
    def unexpected(self) -> list[str]:
        return self.patient.unexpected

    def figures(self) -> str:
        """What was done, in a line."""
        line = f"{len(self.added)} clients, {len(self.accepted)} in"
        if self.software is not None:
            line += f", {len(self.software.connected)} with their software"
            line += f" ({self.software.begun_again} sign-ins begun again)"
        line += f", longest gap {self.longest_gap:.1f} s, answered otherwise {dict(self.refused)}"
        return f"{line}; unexpected: {self.unexpected}" if self.unexpected else line

    def tokens(self) -> dict[str, set[str]]:
        """Of the invitations that were sent, by the address that each was sent to."""
        found: dict[str, set[str]] = {}
        address = ""
        for to, token in _OF_A_MAIL.findall(self.read_mail()):
            # The text comes first; in the HTML after it a link may be broken in two.
            if token and address:
                found.setdefault(address, set()).add(token)
            address = to
        return found

    def _repeat(self, once: Callable[[requests.Session], None]) -> None:
        with requests.Session() as session:
            session.headers.update(self.practice.headers)
            while not self._ended.is_set():
                try:
                    once(session)
                except Exception as problem:  # noqa: BLE001  a thread that ends would say nothing
                    self.unexpected.append(repr(problem))

    def _add(self, session: requests.Session) -> None:
        invited = next(self._turns) % self.one_invited_of == 0
        address = f"{unique('jo')}@acme.example"
        client_id = self._add_client(
            session, {"invitation": {"name": "Jo Bloggs", "email": address}} if invited else {}
        )
        if invited and client_id is not None:
            self.invited[address] = client_id

    def _add_client(self, session: requests.Session, described: dict[str, Any]) -> str | None:
        key = unique("key")
        body = {"type": "business", "name": unique("Acme"), "access": {"everyone": True}, **described}
        answer = self.patient.until_answered(session, "POST", "/v1/clients", key, body)
        if not self.patient.must(201, answer):
            return None
        self.written.append(time.monotonic())
        self.added[key] = answer.json()["id"]
        return self.added[key]

    def _accept(self, session: requests.Session) -> None:
        tokens = self.tokens()
        for address, client_id in list(self.invited.items()):
            if client_id not in self.accepted and len(tokens.get(address, ())) == 1:
                (token,) = tokens[address]
                body = {"token": token, "password": PASSWORD}
                path = "/v1/invitation-acceptances"
                answer = self.patient.until_answered(session, "POST", path, unique("key"), body)
                if self.patient.must(201, answer):
                    self.accepted.add(client_id)
        self._ended.wait(_LOOK)

    def _read(self, session: requests.Session) -> None:
        self.patient.must(200, self.patient.until_answered(session, "GET", "/v1/clients?limit=20"))
        time.sleep(0.1)

    def _connect(self, session: requests.Session) -> None:
        assert self.software is not None
        self.software.connect_one(session, self._add_client, self._ended)
