"""What a page's form sends."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from gateway.bodies import read_bytes
from gateway.problems import CsrfFailed, MalformedJson
from gateway.requests import Request

#: A list of colleagues or clients to tick has one each.
_MOST_FIELDS = 2000


class Form(dict[str, str]):
    """A form's fields by name; of a repeated one the last, and all of them by `all`."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def all(self, name: str) -> list[str]:
        """Each value of a field that may be repeated, such as ticked boxes."""
        return [value for key, value in self.pairs if key == name]

    def text(self, name: str) -> str:
        """What was typed, without the spaces around it; nothing where the field is missing."""
        return self.get(name, "").strip()

    def given(self, *names: str) -> dict[str, Any]:
        """Those of these fields that are not empty."""
        return {name: self.text(name) for name in names if self.text(name)}


def read(request: Request) -> Form:
    """The form that was sent. Raises `CsrfFailed` for a form of another site."""
    refuse_other_sites(request)
    body = read_bytes(request.environ, "application/x-www-form-urlencoded")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise MalformedJson(reason="the form's fields are not readable") from None
    return Form(pairs)


def query(request: Request) -> Form:
    """The address's query, read leniently: an address may be old, or typed."""
    raw = request.environ.get("QUERY_STRING", "")
    return Form(parse_qsl(raw, errors="replace", max_num_fields=_MOST_FIELDS) if len(raw) < 8000 else [])


def refuse_other_sites(request: Request) -> None:
    """Raises `CsrfFailed` where the browser says that another site's page made the request."""
    site = request.header("SEC_FETCH_SITE")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise CsrfFailed()
        return
    origin = request.header("ORIGIN")
    if origin is not None and urlsplit(origin).netloc != request.header("HOST"):
        raise CsrfFailed()
