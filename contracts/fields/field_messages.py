"""Errors that carry a stable code beside the sentence: marshmallow reports errors as text.

Ours start with `code` and a separator, which `field_errors` takes apart again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.errors import FieldError

_SEPARATOR = "\x1f"


def coded(code: str, message: str) -> str:
    """A marshmallow message that carries a stable code."""
    return f"{code}{_SEPARATOR}{message}"


def messages_of(label: str | None, wanted: str) -> dict[str, str]:
    name = label or "a value"
    return {
        "required": coded("required", f"Enter {name}."),
        "null": coded("required", f"Enter {name}."),
        "invalid": coded("wrong_type", f"Send {wanted}."),
        "invalid_utf8": coded("wrong_type", "Send UTF-8 text."),
    }


def field_errors(messages: Any, pointer: str = "") -> list[FieldError]:
    """marshmallow's nested messages as a flat list with JSON pointers, in the order of the schema."""
    if isinstance(messages, Mapping):
        return [
            error
            for key, inner in messages.items()
            for error in field_errors(inner, pointer if key == "_schema" else f"{pointer}/{_escape(key)}")
        ]
    if isinstance(messages, list | tuple):
        return [error for inner in messages for error in field_errors(inner, pointer)]
    code, separator, message = str(messages).partition(_SEPARATOR)
    if not separator:
        code, message = "invalid", str(messages)
    return [{"pointer": pointer, "code": code, "message": message}]


def _escape(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
