"""From which addresses this installation may send: its own, and those of domains that it is set up for.

A mail from a domain that has not allowed our server is taken for a forgery, so that a practice chooses among
what the operator has named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Senders:
    """`ours` is the installation's address. `allowed` are pairs of a domain and whose it is, None: all's."""

    ours: str
    allowed: tuple[tuple[str, str | None], ...] = ()

    @classmethod
    def of(cls, ours: str, allowed_pairs: Sequence[str]) -> Senders:
        """From settings such as `smith.example=prac_01…` or `birch.example`."""
        pairs = [each.strip().partition("=") for each in allowed_pairs if each.strip()]
        return cls(ours, tuple((domain.strip().lower(), whose.strip() or None) for domain, _, whose in pairs))

    def domains(self, practice_id: str) -> tuple[str, ...]:
        """The domains that this practice may send from."""
        return tuple(domain for domain, whose in self.allowed if whose in (None, practice_id))

    def may(self, practice_id: str, address: str) -> bool:
        return address.rpartition("@")[2].lower() in self.domains(practice_id)

    def require(self, practice_id: str, address: str, pointer: str) -> None:
        """Raises `InvalidInput` where the practice may not send from this address."""
        if self.may(practice_id, address):
            return
        known = ", ".join(self.domains(practice_id))
        mend = f"Use an address at {known}" if known else "Leave it out, and set where answers go instead"
        message = f"This server is not set up to send mail from {address.rpartition('@')[2]}. {mend}."
        raise InvalidInput.at(pointer, "domain_not_allowed", message)
