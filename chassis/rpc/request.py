"""What a service method is given: checked arguments, and who asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic

from chassis.database.idempotency import IdempotentWrite
from contracts.errors import Unauthenticated
from contracts.messages import RequestT

if TYPE_CHECKING:
    from chassis.security.identity import Caller
    from contracts.messages import Call


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
        self.idempotent_write = IdempotentWrite.of(self)

    @property
    def caller(self) -> Caller:
        """Who is signed in. Raises `Unauthenticated`."""
        if self.signed_in is None:
            raise Unauthenticated()
        return self.signed_in
