"""What a page's form sends."""

from __future__ import annotations

import io
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from gateway.http.bodies import read_bytes, read_raw
from gateway.http.problems import CsrfFailed, MalformedJson, PayloadTooLarge, UnsupportedMediaType
from gateway.http.requests import Request

#: A list of colleagues or clients to tick has one each.
_MOST_FIELDS = 2000
#: Bytes of a form without a file: to take a megabyte of escapes apart keeps everybody waiting.
_LARGEST = 256 * 1024
#: Bytes, and parts, that a form with a file may have beside the file.
_ROOM_FOR_FIELDS = 64 * 1024
_MOST_PARTS = 20


class Given(dict[str, Any]):
    """What was given, for a template: what was not is None."""

    def __missing__(self, _name: str) -> None:
        return None


class Form(dict[str, str]):
    """A form's fields by name; of a repeated one the last, and all of them by `all`. It may bring a file."""

    def __init__(self, pairs: list[tuple[str, str]], filename: str = "", file: bytes = b"") -> None:
        super().__init__(pairs)
        self.pairs, self.filename, self.file = pairs, filename, file

    def all(self, name: str) -> list[str]:
        """Each value of a field that may be repeated, such as ticked boxes."""
        return [value for key, value in self.pairs if key == name]

    def text(self, name: str) -> str:
        """What was typed, without the spaces around it; nothing where the field is missing."""
        return self.get(name, "").strip()

    def given(self, *names: str) -> dict[str, Any]:
        """Those of these fields that are not empty."""
        return {name: self.text(name) for name in names if self.text(name)}

    def if_version(self) -> dict[str, Any]:
        """The version that the form was filled in from, so that nothing is written over unseen; or nothing,
        where it does not say.
        """
        written = self.text("version")
        return {"if_version": int(written)} if _is_number(written) else {}


def rows_of(names: Iterable[str], group: str) -> list[int]:
    """The rows of a group of fields: 0 and 2 of `sources.0.name`, `sources.2.name` and `sources.2.type`.

    No form of ours has a hundred of them, and for whoever says so nothing is made.
    """
    rows = (
        name.removeprefix(f"{group}.").partition(".")[0] for name in names if name.startswith(f"{group}.")
    )
    return sorted({int(row) for row in rows if len(row) < 3 and _is_number(row)})


def _is_number(text: str) -> bool:
    """Python reads other alphabets' digits too, and refuses thousands of them."""
    return text.isascii() and text.isdigit() and len(text) < 16


def read(request: Request) -> Form:
    """The form that was sent. Raises `CsrfFailed` for a form of another site."""
    refuse_other_sites(request)
    body = read_bytes(request.environ, "application/x-www-form-urlencoded", largest=_LARGEST)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise MalformedJson(reason="the form's fields are not readable") from None
    return Form(pairs)


def read_with_file(request: Request, largest: int) -> Form:
    """The form that was sent with one file, named `file`. Raises as `read`, and `PayloadTooLarge`."""
    refuse_other_sites(request)
    kind, options = parse_options_header(request.environ.get("CONTENT_TYPE", ""))
    if kind != "multipart/form-data":
        raise UnsupportedMediaType(wanted="multipart/form-data")
    body = read_raw(request.environ, largest + _ROOM_FOR_FIELDS)
    parser = FormDataParser(
        stream_factory=lambda *_, **__: io.BytesIO(),
        max_form_memory_size=_ROOM_FOR_FIELDS,
        max_form_parts=_MOST_PARTS,
        silent=False,
    )
    try:
        _, fields, files = parser.parse(io.BytesIO(body), kind, len(body), options)
    except (HTTPException, ValueError):
        raise MalformedJson(reason="the form's parts are not readable") from None
    sent = files.get("file")
    file = sent.stream.read() if sent is not None else b""
    if len(file) > largest:
        raise PayloadTooLarge(limit=largest)
    # Its digest is among the fields, so that another file in the same form is another command.
    pairs = [*fields.items(multi=True), ("file_digest", sha256(file).hexdigest())]
    return Form(pairs, (sent.filename or "") if sent is not None else "", file)


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
