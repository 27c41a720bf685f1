"""What is reported of messages that were sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from contracts.errors import Refusal
from contracts.fields import Pattern, Text, Whole
from contracts.messages import Call
from contracts.shapes import Internal, RequestShape
from contracts.values import InvitationId


class SignatureInvalid(Refusal):
    code = "signature_invalid"
    status = 403
    title = "The signature does not fit"
    template = "This report was not signed with the key that we share with who reports to us."


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteTextStatus(RequestShape):
    """Twilio's report of a text. The query is ours, from the address we gave; `form` is what Twilio says."""

    invitation_id: InvitationId
    round: Annotated[int, Whole(1, 2**31 - 1)]
    signature: Annotated[str, Text(longest=200, metadata={"internal": True})]
    form: Annotated[dict[str, str], Internal()]


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteBounce(RequestShape):
    """That a mail came back. `status` is the enhanced status code (RFC 3463) of its report; 5 is for good."""

    message_id: Annotated[str, Text("the Message-ID", longest=300)]
    status: Annotated[str, Pattern("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}", "Write the status like 5.1.1.")]
    signature: Annotated[str, Text(longest=200, metadata={"internal": True})] = ""


NOTE_TEXT_STATUS: Call[NoteTextStatus, None] = Call(
    "invitations", "note_text_status", NoteTextStatus, None, "write", caller="anyone"
)
NOTE_BOUNCE: Call[NoteBounce, None] = Call(
    "invitations", "note_bounce", NoteBounce, None, "write", caller="anyone"
)
