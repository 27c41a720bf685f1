"""What a service method is given: checked arguments, and who asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic

from chassis.database.idempotency import IdempotentWrite
from chassis.security.identity import Caller
from contracts.errors import Unauthenticated
from contracts.messages import Call, RequestT


@dataclass(slots=True)
class Request(Generic[RequestT]):
    """One request. `data` is what the call's schema made of the arguments."""

    call: Call[RequestT, Any]
    data: RequestT
    signed_in: Caller | None = None
    idempotency_key: str | None = None
    fingerprint: str | None = None
    idempotent_write: IdempotentWrite | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        # None for reads, and for callers that named no key.
        if self.idempotency_key is not None and self.call.kind == "write":
            self.idempotent_write = IdempotentWrite(
                self.idempotency_key, self.fingerprint, secret=self.call.secret
            )

    @property
    def caller(self) -> Caller:
        """Who is signed in. Raises `Unauthenticated`."""
        if self.signed_in is None:
            raise Unauthenticated()
        return self.signed_in
