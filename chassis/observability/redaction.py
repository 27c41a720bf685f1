"""Takes secrets and contact data out of what is logged.

Secrets are removed by the name of their key, and by their form where they stand in a sentence or a
traceback; mail addresses and telephone numbers are masked wherever they stand.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

REMOVED = "[removed]"

_SECRET_KEYS = frozenset(
    {
        "authorization",
        "code",
        "cookie",
        "credentials",
        "csrf",
        "header",
        "key",
        "national_insurance_number",
        "nino",
        "passport",
        "password",
        "passwd",
        "pwd",
        "secret",
        "set_cookie",
        "token",
        "token_hash",
        "totp",
        "verifier",
    }
)
_SECRET_ENDINGS = ("_token", "_secret", "_password", "_cookie", "_passport", "_nino", "_private_key")

_Mask = str | Callable[[re.Match[str]], str]

# Each pattern goes with a cheap sign without which it cannot match, so that most texts cost a few
# substring searches.
_FORMS: tuple[tuple[str, re.Pattern[str], _Mask], ...] = (
    ("://", re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@]*):[^\s/]+@"), r"\1:[removed]@"),
    ("earer", re.compile(r"(\b[Bb]earer\s+)[^\s\"',;]+"), rf"\1{REMOVED}"),
    ("invitation#", re.compile(r"(invitation#)[^\s\"'<>)]+"), rf"\1{REMOVED}"),
    (
        "",
        re.compile(
            r"((?:password|passwd|secret|token|passport|totp|nino|national_insurance_number)"
            r"[\"']?\s*[:=]\s*)(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s,;&)}\]]+)",
            re.IGNORECASE,
        ),
        rf"\1{REMOVED}",
    ),
    ("@", re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?=[\w-]+\.[\w.-]*\w)"), "***@"),
    (
        "",
        re.compile(r"(?<![\w.:/+-])(\+\d{2}|0(?=[1237]))[\d ()]{7,14}(\d{2})(?![\w.:-])"),
        lambda match: f"{match[1]}***{match[2]}",
    ),
)


def is_secret(key: str) -> bool:
    """Whether values under this key are never shown."""
    name = key.lower().replace("-", "_")
    return name in _SECRET_KEYS or name.endswith(_SECRET_ENDINGS)


def redact_text(text: str) -> str:
    """`text` with secrets removed and contact data masked."""
    for sign, form, mask in _FORMS:
        if sign in text:
            text = form.sub(mask, text)
    return text


def redact(value: Any) -> Any:
    """`value` as a new structure of plain values, redacted all the way down."""
    if isinstance(value, str):
        return redact_text(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(k): REMOVED if is_secret(str(k)) else redact(v) for k, v in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return redact({field.name: getattr(value, field.name) for field in dataclasses.fields(value)})
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item) for item in value]
    if isinstance(value, bytes):
        return f"[{len(value)} bytes]"
    return redact_text(str(value))
