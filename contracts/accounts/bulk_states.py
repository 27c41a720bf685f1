"""The closed sets of invitations that are sent to many clients at once."""

from __future__ import annotations

from enum import StrEnum

from contracts.transitions import Transitions


class BulkStatus(StrEnum):
    """Where the sending is."""

    SENDING = "sending"
    STOPPED = "stopped"
    DONE = "done"


#: What invitations put off, because a limit was reached, is to be sent again.
BULK_TRANSITIONS = Transitions(
    BulkStatus,
    {
        BulkStatus.SENDING: {BulkStatus.STOPPED, BulkStatus.DONE},
        BulkStatus.STOPPED: {BulkStatus.SENDING},
        BulkStatus.DONE: {BulkStatus.SENDING},
    },
)


class BulkRowResult(StrEnum):
    """What became of one client's invitation."""

    WAITING = "waiting"
    INVITED = "invited"
    REFUSED = "refused"


#: What was ordered waits again where invitations has put it off.
BULK_ROW_TRANSITIONS = Transitions(
    BulkRowResult,
    {
        BulkRowResult.WAITING: {BulkRowResult.INVITED, BulkRowResult.REFUSED},
        BulkRowResult.INVITED: {BulkRowResult.WAITING},
        BulkRowResult.REFUSED: (),
    },
)
