"""How a connection begins, changes and ends, and how its organisation is left at the vendor (product.md 6.4,
6.6, 7.1): rules without I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services.connections.connection_facts import CONNECTION_TRANSITIONS, ConnectionState, StoredConnection
from services.connections.vendors.port import NotNow, Refused


def ends_by_transfer(connection: StoredConnection | None, *, practice_id: str) -> bool:
    """Whether a client's connection ends as the client comes to this practice: one by the login of the
    practice before does (product.md 7.1).
    """
    return connection is not None and connection.practice_id != practice_id


def ends_by_look(looked_at: StoredConnection, now: StoredConnection | None) -> bool:
    """Whether a connection needs reconnecting whose vendor let us in no more when it was `looked_at`.

    Where the whole sign-in is over, that was published already; and what stands on a new one may work.
    """
    if now is None or (now.id, now.grant_id) != (looked_at.id, looked_at.grant_id):
        return False
    return CONNECTION_TRANSITIONS.allow(now.state, ConnectionState.NEEDS_RECONNECT)


@dataclass(frozen=True, slots=True)
class LeftOrganisation:
    """An organisation that is to be left at the vendor, once nothing of ours stands on it."""

    practice_id: str
    provider: str
    grant_id: str
    organisation_id: str
    reference: str | None


def left_by(connection: StoredConnection) -> LeftOrganisation:
    """What is left as a connection ends."""
    return LeftOrganisation(
        connection.practice_id,
        connection.provider,
        connection.grant_id,
        connection.organisation_id,
        connection.reference,
    )


class Leaving(StrEnum):
    """What becomes of the job of leaving an organisation. Given up, our side has ended all the same."""

    DONE = "done"
    PUT_OFF = "put_off"
    GIVEN_UP = "given_up"


def leaving(problem: NotNow | Refused | None, *, attempt: int, attempts: int) -> Leaving:
    """What follows from how an attempt ended, the first being 1, of at most so many `attempts`."""
    if isinstance(problem, NotNow):
        return Leaving.PUT_OFF if attempt < attempts else Leaving.GIVEN_UP
    # Refused: the vendor has ended it already.
    return Leaving.DONE


@dataclass(frozen=True, slots=True)
class ChosenOrganisation:
    """What a client is to be connected to, by the grant of a sign-in."""

    practice_id: str
    provider: str
    grant_id: str
    id: str
    name: str
    reference: str | None


class Attachment(StrEnum):
    """How a client comes to be connected: anew, by a new sign-in, or to something else than before."""

    NEW = "new"
    RENEWED = "renewed"
    REPLACED = "replaced"


def attachment(current: StoredConnection | None, chosen: ChosenOrganisation) -> Attachment:
    """How a client that has the `current` connection comes to the chosen organisation (product.md 6.4)."""
    if current is None:
        return Attachment.NEW
    same = (current.provider, current.organisation_id) == (chosen.provider, chosen.id)
    return Attachment.RENEWED if same else Attachment.REPLACED
