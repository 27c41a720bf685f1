"""What a service method is given: checked arguments, and who asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chassis.command import Command
from contracts.errors import Unauthenticated

if TYPE_CHECKING:
    from chassis.identity import Caller
    from contracts.messages import Call


@dataclass(slots=True)
class Asked:
    """One request. `data` is what the call's schema made of the arguments."""

    call: Call
    data: dict[str, Any]
    signed_in: Caller | None = None
    command_key: str | None = None
    fingerprint: str | None = None
    command: Command | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.command = Command.of(self)

    @property
    def caller(self) -> Caller:
        """Who is signed in. Raises `Unauthenticated`."""
        if self.signed_in is None:
            raise Unauthenticated()
        return self.signed_in
