"""The line to a vendor: requests, with bounds, and with OAuth. No redirect is followed, no answer is endless,
no call outlives its deadline, and nothing of what is said is logged.
"""

from __future__ import annotations

import io
import logging
import os
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests_oauthlib import OAuth2Session

from chassis.process import waiting

#: Seconds a whole call may take; the chassis' answer to the caller does not wait for it.
DEADLINE = 10.0
_CONNECT, _READ = 3.0, 8.0
LARGEST = 1024 * 1024  # bytes of an answer

# At "debug" these write tokens.
for _name in ("requests_oauthlib", "oauthlib"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class TooSlow(requests.RequestException):
    """The answer did not come within the deadline."""


class TooLarge(requests.RequestException):
    """The answer is larger than any of this vendor's should be."""


class _BoundedAdapter(HTTPAdapter):
    """Reads at most `LARGEST` bytes of an answer."""

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        response = super().send(*args, **{**kwargs, "stream": True})
        try:
            body = response.raw.read(LARGEST + 1, decode_content=True)
        finally:
            response.close()
        if len(body) > LARGEST:
            raise TooLarge("too large", request=response.request)
        response.raw = io.BytesIO(body)
        return response


class Bounded(requests.Session):
    """A session with `host`, for one errand. `deadline`: seconds of each call, `DEADLINE` if not given."""

    def __init__(self, host: str, *args: Any, deadline: float | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline = DEADLINE if deadline is None else deadline
        self.mount("https://", _BoundedAdapter())
        self.mount("http://", _BoundedAdapter())
        if urlsplit(host).hostname in ("127.0.0.1", "localhost"):
            self.trust_env = False  # a proxy would look for the stand-in elsewhere

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """As `requests.Session.request`, within bounds. Raises requests' errors."""
        kwargs["allow_redirects"] = False
        kwargs["timeout"] = (_CONNECT, _READ)
        with waiting.at_most(self._deadline, TooSlow("too slow")):
            return super().request(*args, **kwargs)


class Line(Bounded, OAuth2Session):
    """A session with a vendor at which a user signed in."""

    def __init__(self, client_id: str, host: str, **kwargs: Any) -> None:
        super().__init__(host, client_id, **kwargs)
        if urlsplit(host).scheme == "http":
            # oauthlib's own switch. Only a stand-in is spoken to by http (`providers.configured`).
            os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
