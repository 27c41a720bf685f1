"""Requests that are sent again with their key until something else than "try again" is answered."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import requests

#: Seconds for which a request is waited for, and between two tries of it.
_PATIENCE, _AGAIN = 10.0, 0.2
#: Answers by which nothing was done, so that the same request may be sent again with its key.
_AGAIN_STATUSES = frozenset({409, 429, 502, 503, 504})
#: Those that say when, whoever answers: the product, or the address in front of it.
_SAYS_WHEN = frozenset({502, 503, 504})


@dataclass
class PatientRequests:
    """`refused` counts the answers after which a request was sent again, by status (0 where none came);
    `unexpected` are answers that should not be.
    """

    url: str
    refused: Counter[int] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)

    def until_answered(
        self, session: requests.Session, method: str, path: str, key: str | None = None, body: Any = None
    ) -> requests.Response:
        """The answer, of whatever status; redirections are not followed."""
        headers = {"Idempotency-Key": key} if key else {}
        while True:
            try:
                answer = session.request(
                    method,
                    f"{self.url}{path}",
                    json=body,
                    headers=headers,
                    timeout=_PATIENCE,
                    allow_redirects=False,
                )
            except requests.RequestException:
                self.refused[0] += 1
            else:
                if answer.status_code not in _AGAIN_STATUSES:
                    return answer
                self.refused[answer.status_code] += 1
                if answer.status_code in _SAYS_WHEN and "Retry-After" not in answer.headers:
                    self.unexpected.append(f"{answer.status_code} without Retry-After: {answer.text[:200]}")
            time.sleep(_AGAIN)

    def must(self, status: int, answer: requests.Response) -> bool:
        """Whether it has that status; what else it says is noted."""
        if answer.status_code != status:
            self.unexpected.append(f"{answer.status_code} {answer.text[:200]}")
        return answer.status_code == status
