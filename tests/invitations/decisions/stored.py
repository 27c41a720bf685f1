"""Invitations as decisions are given them."""

import datetime
from dataclasses import replace

from contracts.invitations import InvitationStatus
from services.invitations.invitations.invitation_facts import StoredInvitation

AT = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
_SENT = StoredInvitation(
    id="inv_1",
    practice_id="prac_1",
    practice_name="Smith & Co",
    client_id="client_1",
    account_name="Acme Widgets Ltd",
    name="Jo Bloggs",
    email="jo@acme.example",
    mobile="+447700900123",
    state=InvitationStatus.SENT,
    created_at=AT,
    sent_at=AT,
    expires_at=AT + datetime.timedelta(days=7),
    claimed_at=None,
    claimed_with=None,
    attempt=0,
    accepted_by=None,
)


def an_invitation(**different: object) -> StoredInvitation:
    """A client's invitation that was sent, but for what is different."""
    return replace(_SENT, **different)  # type: ignore[arg-type]
