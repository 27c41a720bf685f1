"""Reads JSON bodies and query strings: whether they can be read, never what they mean."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator
from typing import Any
from urllib.parse import parse_qsl

import orjson

from contracts.errors import FieldError, InvalidInput
from gateway.http.problems import MalformedJson, PayloadTooLarge, UnsupportedMediaType
from gateway.http.wsgi import Environ

LARGEST_BODY = 1024 * 1024
DEEPEST = 32
MOST_PARAMETERS = 50
#: Keys and items of a JSON body together. What is the longest list of ours, with all that goes beside it, has
#: about half as many; checking each costs tens of microseconds, in which nobody else is answered.
MOST_PARTS = 2000

_KEY = re.compile(rb'"[ \t\r\n]*:')


def read_bytes(environ: Environ, wanted: str, *, largest: int = LARGEST_BODY) -> bytes:
    """The body, which must be of the media type `wanted`, in UTF-8 and not too large.

    Raises `UnsupportedMediaType`, `PayloadTooLarge`, `MalformedJson`.
    """
    kind, _, options = environ.get("CONTENT_TYPE", "").partition(";")
    if kind.strip().lower() != wanted or not _is_utf8(options):
        raise UnsupportedMediaType(wanted=wanted)
    return read_raw(environ, largest)


def read_raw(environ: Environ, largest: int) -> bytes:
    """The body, whatever it is. Raises `PayloadTooLarge`, `MalformedJson` where it breaks off."""
    return b"".join(read_in_parts(environ, largest, largest + 1))


def read_in_parts(environ: Environ, largest: int, part: int) -> Iterator[bytes]:
    """The body as it comes, so many bytes at a time and the last time less. Raises as `read_raw`."""
    length = _length(environ, largest)
    size = 0
    while length is None or size < length:
        wanted = part if length is None else min(part, length - size)
        try:
            found: bytes = environ["wsgi.input"].read(wanted)
        except (OSError, ValueError):
            raise MalformedJson(reason="it broke off") from None
        size += len(found)
        if size > largest:
            raise PayloadTooLarge(limit=largest)
        if length is not None and len(found) < wanted:
            raise MalformedJson(reason="it broke off")
        yield found
        if len(found) < wanted:
            return


def _length(environ: Environ, largest: int) -> int | None:
    """How long the body says that it is; None where it comes in chunks. Raises as `read_raw`."""
    declared = environ.get("CONTENT_LENGTH")
    if declared and not (declared.isascii() and declared.isdigit()):
        raise MalformedJson(reason="its length is not a number")
    length = int(declared[:20]) if declared else None
    if length is not None and length > largest:
        raise PayloadTooLarge(limit=largest)
    if length is None and "chunked" not in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return 0
    return length


def _is_utf8(options: str) -> bool:
    if "charset" not in options.lower():
        return True
    return re.search(r"charset\s*=\s*\"?utf-?8\b", options, re.IGNORECASE) is not None


def read_object(environ: Environ, *, optional: bool = False) -> dict[str, Any]:
    """The JSON object in the body; where it is optional, none is an empty one.

    Raises what `read_bytes` does, and `InvalidInput` for no object.
    """
    if optional and environ.get("CONTENT_LENGTH", "0") == "0" and "HTTP_TRANSFER_ENCODING" not in environ:
        return {}
    body = read_bytes(environ, "application/json")
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        reason = str(error) if body else "it is empty"
        raise MalformedJson(reason=reason) from None
    if type(value) is not dict:
        raise InvalidInput.at("", "wrong_type", "Send a JSON object.")
    written = len(_KEY.findall(body))
    if written > MOST_PARTS:
        raise _too_many()
    if _keys_in(value) != written:
        _refuse_repeated_keys(body)
    return value


def _keys_in(value: dict[str, Any]) -> int:
    """How many keys there are, all the way down.

    Raises `MalformedJson` where that is too far, and `InvalidInput` where there are too many parts.
    """
    keys, parts, depth = 0, 0, 0
    level: list[Any] = [value]
    while level:
        depth += 1
        if depth > DEEPEST:
            raise MalformedJson(reason=f"it is nested deeper than {DEEPEST} levels")
        below: list[Any] = []
        for part in level:
            parts += len(part)
            if parts > MOST_PARTS:
                raise _too_many()
            if type(part) is dict:
                keys += len(part)
                below += [v for v in part.values() if type(v) is dict or type(v) is list]
            else:
                below += [v for v in part if type(v) is dict or type(v) is list]
        level = below
    return keys


def _too_many() -> InvalidInput:
    return InvalidInput.at("", "too_many", f"Send at most {MOST_PARTS} keys and items in one body.")


def _refuse_repeated_keys(body: bytes) -> None:
    # orjson keeps the last of several equal keys in silence, which lets two readers understand the same
    # body differently. Counting is cheap and may count too many (a quote and a colon inside a text), so
    # that only bodies which don't add up are read again, slowly.
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise MalformedJson(reason="an object has the same key twice")
        return found

    json.loads(body, object_pairs_hook=unique, parse_int=str, parse_float=str)


def read_query(query: str, known: Container[str]) -> dict[str, str]:
    """The parameters of a query string. Raises `InvalidInput` for unknown and repeated ones."""
    if not query:
        return {}
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS, separator="&"
        )
    except UnicodeDecodeError:
        raise InvalidInput.at("", "wrong_type", "Write the query in UTF-8.") from None
    except ValueError:
        raise InvalidInput.at("", "too_many", f"Use at most {MOST_PARAMETERS} parameters.") from None
    values: dict[str, str] = {}
    errors: list[FieldError] = []
    for name, value in pairs:
        pointer = "/" + name.replace("~", "~0").replace("/", "~1")
        if name in values:
            errors.append(_error(pointer, "repeated", "Give this parameter once."))
        elif name not in known:
            errors.append(_error(pointer, "unknown_field", "This parameter is not known here."))
        values[name] = value
    if errors:
        raise InvalidInput(errors)
    return values


def _error(pointer: str, code: str, message: str) -> FieldError:
    return {"pointer": pointer, "code": code, "message": message}
