"""CloudEvents 1.0 in binary mode: the attributes travel as message headers, the body is the data.

A stock consumer that knows nothing of CloudEvents reads the body and is served.
Source: CloudEvents AMQP protocol binding 1.0.2 (`cloudEvents:` header prefix).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PREFIX = "cloudEvents:"
SPEC_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known of a message beside its data. `time` is RFC 3339 in UTC."""

    id: str
    type: str
    source: str
    subject: str
    time: str
    correlation_id: str

    def headers(self) -> dict[str, str]:
        return {
            f"{PREFIX}specversion": SPEC_VERSION,
            f"{PREFIX}id": self.id,
            f"{PREFIX}type": self.type,
            f"{PREFIX}source": self.source,
            f"{PREFIX}subject": self.subject,
            f"{PREFIX}time": self.time,
            f"{PREFIX}correlationid": self.correlation_id,
        }

    @classmethod
    def of(cls, headers: Mapping[str, Any]) -> Envelope:
        """The envelope in these headers. Raises KeyError where an attribute is missing."""
        return cls(
            id=str(headers[f"{PREFIX}id"]),
            type=str(headers[f"{PREFIX}type"]),
            source=str(headers[f"{PREFIX}source"]),
            subject=str(headers.get(f"{PREFIX}subject", "")),
            time=str(headers.get(f"{PREFIX}time", "")),
            correlation_id=str(headers.get(f"{PREFIX}correlationid", "")),
        )
