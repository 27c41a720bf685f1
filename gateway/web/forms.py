"""What a page's form sends."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from gateway.bodies import read_bytes
from gateway.problems import CsrfFailed, MalformedJson
from gateway.requests import Request

_MOST_FIELDS = 100


def read(request: Request) -> dict[str, str]:
    """The form's fields; of a repeated one the last. Raises `CsrfFailed` for a form of another site."""
    _refuse_other_sites(request)
    body = read_bytes(request.environ, "application/x-www-form-urlencoded")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise MalformedJson(reason="the form's fields are not readable") from None
    return dict(pairs)


def _refuse_other_sites(request: Request) -> None:
    site = request.header("SEC_FETCH_SITE")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise CsrfFailed()
        return
    origin = request.header("ORIGIN")
    if origin is not None and urlsplit(origin).netloc != request.header("HOST"):
        raise CsrfFailed()
