"""What a check finds out about a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from contracts.accounts.import_rows import RowError, RowMatch
from contracts.accounts.import_states import RowVerdict
from services.accounts.clients.client_row import ClientRow
from services.accounts.imports.rows.row_changes import FieldChange
from services.accounts.imports.rows.row_invitees import RowInvitee


class Verdict(NamedTuple):
    """What a row is, what it resembles, what is wrong with it, and whom its client can be invited for; or
    which client it changes, and what of it.
    """

    verdict: RowVerdict
    matches: Sequence[RowMatch] = ()
    errors: Sequence[RowError] = ()
    invitee: RowInvitee | None = None
    target: ClientRow | None = None
    changes: Sequence[FieldChange] = ()
