"""A practice that goes on working while parts of the product are killed, and what became of its work."""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import requests

from tests.builders import PASSWORD, unique
from tests.containers import docker
from tests.integration.practice import PracticeOverHttp

#: Seconds for which a request is waited for, and between two tries of it.
_PATIENCE, _AGAIN = 10.0, 0.2
#: Of so many clients one is invited, and seconds between two looks for its mail.
_INVITED, _LOOK = 4, 2.0
#: Answers by which nothing was done, so that the same request may be sent again with its key.
_AGAIN_STATUSES = frozenset({409, 429, 502, 503, 504})

#: Whom a mail is to, as the sandbox's mailbox notes it, or the token in it.
_OF_A_MAIL = re.compile(r"^X-Envelope-To: (\S+)|/invitation#([\w-]+)", re.MULTILINE)
_LINES = "grep -h '^X-Envelope-To: \\|/invitation#' /mail/*.eml || true"


def mail_in(mailbox: str) -> str:
    """Of all mail in a mailbox's container, the lines that say whom it is to or have a token."""
    return docker("exec", mailbox, "sh", "-c", _LINES).stdout


@dataclass
class SteadyLoad:
    """Clients that are added and lists that are read, `at_once` of each, until it is ended; one in four is
    invited, and accepts with the token of their mail. `read_mail` gives all mail that was sent.

    `added` are the ids of clients by the key of the request that was answered 201; `written` are the moments
    of these answers, `refused` the other answers, by status (0 where none came). `invited` are the clients'
    ids by the address that was written to, `accepted` those of them that have accepted.
    """

    practice: PracticeOverHttp
    read_mail: Callable[[], str]
    at_once: int = 4
    added: dict[str, str] = field(default_factory=dict)
    invited: dict[str, str] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    written: list[float] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _turns: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def going_on(self) -> Iterator[SteadyLoad]:
        """With the load in the background; at the end everything begun is brought to its end."""
        workers = [threading.Thread(target=self._work, args=(self._add,)) for _ in range(self.at_once)]
        workers += [threading.Thread(target=self._work, args=(self._read,)) for _ in range(self.at_once)]
        workers.append(threading.Thread(target=self._work, args=(self._accept,)))
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

    def _work(self, once: Any) -> None:
        with requests.Session() as session:
            session.headers.update(self.practice.headers)
            while not self._ended.is_set():
                try:
                    once(session)
                except Exception as problem:  # noqa: BLE001  a thread that ends would say nothing
                    self.unexpected.append(repr(problem))

    def _add(self, session: requests.Session) -> None:
        key = unique("key")
        address = f"{unique('jo')}@acme.example" if next(self._turns) % _INVITED == 0 else None
        body: dict[str, Any] = {"type": "business", "name": unique("Acme"), "access": {"everyone": True}}
        if address is not None:
            body["invitation"] = {"name": "Jo Bloggs", "email": address}
        answer = self._until_answered(session, "POST", "/v1/clients", key, body)
        if answer.status_code == 201:
            self.written.append(time.monotonic())
            self.added[key] = answer.json()["id"]
            if address is not None:
                self.invited[address] = answer.json()["id"]
        else:
            self.unexpected.append(f"{answer.status_code} {answer.text[:200]}")

    def _accept(self, session: requests.Session) -> None:
        tokens = self.tokens()
        for address, client_id in list(self.invited.items()):
            if client_id not in self.accepted and len(tokens.get(address, ())) == 1:
                (token,) = tokens[address]
                body = {"token": token, "password": PASSWORD}
                path = "/v1/invitation-acceptances"
                answer = self._until_answered(session, "POST", path, unique("key"), body)
                if answer.status_code == 201:
                    self.accepted.add(client_id)
                else:
                    self.unexpected.append(f"{answer.status_code} {answer.text[:200]}")
        self._ended.wait(_LOOK)

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

    def _read(self, session: requests.Session) -> None:
        answer = self._until_answered(session, "GET", "/v1/clients?limit=20", None, None)
        if answer.status_code != 200:
            self.unexpected.append(f"{answer.status_code} {answer.text[:200]}")
        time.sleep(0.1)

    def _until_answered(
        self, session: requests.Session, method: str, path: str, key: str | None, body: Any
    ) -> requests.Response:
        headers = {"Idempotency-Key": key} if key else {}
        while True:
            try:
                url = f"{self.practice.url}{path}"
                answer = session.request(method, url, json=body, headers=headers, timeout=_PATIENCE)
            except requests.RequestException:
                self.refused[0] += 1
            else:
                if answer.status_code not in _AGAIN_STATUSES:
                    return answer
                self.refused[answer.status_code] += 1
                if answer.status_code == 503 and "Retry-After" not in answer.headers:
                    self.unexpected.append(f"503 without Retry-After: {answer.text[:200]}")
            time.sleep(_AGAIN)
