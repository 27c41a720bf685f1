"""What becomes of one client's invitation among many: rules without I/O (product.md 2.8, 4.1, 8.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class SeenClient(NamedTuple):
    """A client that is to be invited, as whoever invites can work with it now."""

    id: str
    name: str
    status: str
    invited: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody is invited; `code` is stable, `detail` says what to do."""

    code: str
    detail: str


GONE = Refused("not_found", "It is not there any more, or not yours to invite somebody to.")
NOBODY = Refused("invalid_input", "No person with an email address is named for it. Invite them on its page.")


def refusal(
    client: SeenClient | None, *, email: str | None, existing_user: bool | None, acknowledged: bool
) -> Refused | None:
    """Why this client's person is not invited; None where they are."""
    if client is None:
        return GONE
    if client.status != "active":
        return Refused("client_archived", f"{client.name} is archived. Restore it first.")
    if client.invited:
        return Refused("already_invited", "Somebody has been invited already. Resend it on its page.")
    if email is None:
        return NOBODY
    if existing_user and not acknowledged:
        return Refused(
            "existing_user",
            f"{email} already belongs to a user. If the client has an account, ask them to invite your "
            "practice. If this is another business of the same person, invite them on its page and say so.",
        )
    return None
