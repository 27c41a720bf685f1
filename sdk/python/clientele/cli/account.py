"""Whom a command speaks for: what the environment says, else what `clientele login` kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from clientele.cli import credential_file
from clientele.cli.credential_file import Kept
from clientele.cli.failures import NOT_SIGNED_IN, USAGE, Failed, failures_in_words
from clientele.client import Clientele

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
ENVIRONMENT = """\b
Environment
  CLIENTELE_URL            the address, such as https://clientele.example
  CLIENTELE_TOKEN          a personal token, or
  CLIENTELE_CLIENT_ID      a program's id, and
  CLIENTELE_CLIENT_SECRET  its secret: they come before what `clientele login` kept
  CLIENTELE_CONFIG_DIR     the folder of credentials.json
"""


@contextmanager
def signed_in() -> Iterator[Clientele]:
    """The API for a command. Raises `Failed`."""
    kept = current()
    with (
        failures_in_words(),
        Clientele(
            kept.url, token=kept.token, client_id=kept.client_id, client_secret=kept.client_secret
        ) as api,
    ):
        yield api


def current() -> Kept:
    """What a command signs in with. Raises `Failed` where there is nothing."""
    found, filed = _of_environment(), None
    if found is None or not found.url:
        filed = credential_file.read()
    if found is None:
        found = filed
    if found is None:
        raise Failed("you are not signed in. Say: clientele login", NOT_SIGNED_IN)
    url = found.url or (filed.url if filed is not None else "")
    return Kept(checked_url(url), found.token, found.client_id, found.client_secret, found.session)


def _of_environment() -> Kept | None:
    said = os.environ.get
    token, program, secret = (
        said("CLIENTELE_TOKEN"),
        said("CLIENTELE_CLIENT_ID"),
        said("CLIENTELE_CLIENT_SECRET"),
    )
    if token:
        return Kept(said("CLIENTELE_URL", ""), token=token)
    if program and secret:
        return Kept(said("CLIENTELE_URL", ""), client_id=program, client_secret=secret)
    if program or secret:
        raise Failed("CLIENTELE_CLIENT_ID and CLIENTELE_CLIENT_SECRET are given together.", USAGE)
    return None


def checked_url(url: str) -> str:
    """An address that a secret may be sent to. Raises `Failed`."""
    parts = urlsplit(url)
    if not url:
        raise Failed("CLIENTELE_URL: say where the API is, such as https://clientele.example.", USAGE)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise Failed(f"url: {url} is no address such as https://clientele.example.", USAGE)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise Failed("url: use https://, as what you sign in with would be read on the way.", USAGE)
    return url.rstrip("/")
