"""What a webhook endpoint is made of, checked: its address, its fixed header, types of events."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError

from contracts.fields import Text
from contracts.fields.field_messages import coded

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
#: Headers that say what a request is or how it travels, which are ours to say.
_OURS = frozenset({"host", "connection", "content-length", "content-type", "transfer-encoding", "user-agent"})


class WebhookUrl(Text):
    """An absolute address of http or https, with nobody's name and password in it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "an address that begins with https://", longest=2000, metadata={"format": "uri"}, **kwargs
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        url = super()._deserialize(value, attr, data, **kwargs)
        message = "Enter a whole address, such as https://hooks.example.com/clientele."
        if not (url.isascii() and url.isprintable()) or " " in url or "\\" in url:
            raise ValidationError(coded("invalid_url", message))
        try:
            parts, port = urlsplit(url), urlsplit(url).port
        except ValueError:
            raise ValidationError(coded("invalid_url", message)) from None
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
            raise ValidationError(coded("invalid_url", message))
        if parts.username is not None or parts.password is not None:
            raise ValidationError(
                coded("credentials_in_url", "Leave name and password out of the address; use a fixed header.")
            )
        if parts.fragment:
            raise ValidationError(coded("invalid_url", "Leave out what comes after #: it is never sent."))
        return url


class HeaderName(Text):
    """A header that is the receiver's to choose."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("the header's name", longest=100, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs)
        if not _TOKEN.fullmatch(name):
            raise ValidationError(coded("invalid_header", "Use letters, digits and hyphens."))
        if name.lower() in _OURS or name.lower().startswith("webhook-"):
            raise ValidationError(coded("reserved_header", "This header is ours to send. Use another name."))
        return name


class HeaderValue(Text):
    """A header's value, of printable ASCII."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("the header's value", longest=1000, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not (text.isascii() and text.isprintable()):
            raise ValidationError(coded("invalid_header", "Use printable ASCII characters."))
        return text


class EventType(Text):
    """The name of a type of event; which there are, the service knows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("a type of event", longest=100, **kwargs)
