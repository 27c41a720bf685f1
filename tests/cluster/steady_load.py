"""A practice that goes on working while parts of the product are killed, and what became of its work."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import requests

from tests.builders import unique
from tests.integration.practice import PracticeOverHttp

#: Seconds for which a request is waited for, and between two tries of it.
_PATIENCE, _AGAIN = 10.0, 0.2
#: Answers by which nothing was done, so that the same request may be sent again with its key.
_AGAIN_STATUSES = frozenset({409, 429, 502, 503, 504})


@dataclass
class SteadyLoad:
    """Clients that are added and lists that are read, `at_once` of each, until it is ended.

    `added` are the ids of clients by the key of the request that was answered 201; `written` are the moments
    of these answers, `refused` the other answers, by status (0 where none came).
    """

    practice: PracticeOverHttp
    at_once: int = 4
    added: dict[str, str] = field(default_factory=dict)
    written: list[float] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def going_on(self) -> Iterator[SteadyLoad]:
        """With the load in the background; at the end everything begun is brought to its end."""
        workers = [threading.Thread(target=self._work, args=(self._add,)) for _ in range(self.at_once)]
        workers += [threading.Thread(target=self._work, args=(self._read,)) for _ in range(self.at_once)]
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
                once(session)

    def _add(self, session: requests.Session) -> None:
        key = unique("key")
        body = {"type": "business", "name": unique("Acme"), "access": {"everyone": True}}
        answer = self._until_answered(session, "POST", "/v1/clients", key, body)
        if answer.status_code == 201:
            self.written.append(time.monotonic())
            self.added[key] = answer.json()["id"]
        else:
            self.unexpected.append(f"{answer.status_code} {answer.text[:200]}")

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
            time.sleep(_AGAIN)
