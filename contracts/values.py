"""Values that shapes of several contexts have: ids, versions, pages, times."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from contracts.fields import Id, Moment, Text, Whole
from contracts.shapes import Described

AccessRequestId = Annotated[str, Id("areq")]
AccessReviewId = Annotated[str, Id("review")]
AccessReviewLineId = Annotated[str, Id("line")]
ApiTokenId = Annotated[str, Id("token")]
AuthorizationId = Annotated[str, Id("auth")]
BulkInvitationId = Annotated[str, Id("bulk")]
ClientId = Annotated[str, Id("client")]
ConnectionId = Annotated[str, Id("conn")]
DeliveryId = Annotated[str, Id("delivery")]
DocumentId = Annotated[str, Id("doc")]
DraftId = Annotated[str, Id("draft")]
ImportId = Annotated[str, Id("import")]
InvitationId = Annotated[str, Id("inv")]
NoticeId = Annotated[str, Id("notice")]
PracticeId = Annotated[str, Id("prac")]
PracticeRequestId = Annotated[str, Id("request")]
ProgramId = Annotated[str, Id("prog")]
SavedViewId = Annotated[str, Id("view")]
SenderId = Annotated[str, Id("sender")]
ResetId = Annotated[str, Id("reset")]
ResponsibilityId = Annotated[str, Id("resp")]
SessionId = Annotated[str, Id("sess")]
TeamId = Annotated[str, Id("team")]
UserId = Annotated[str, Id("user")]
WebhookEndpointId = Annotated[str, Id("hook")]

#: Grows with each change.
Version = Annotated[int, Whole(1, 2**53)]
#: The version that a change is of: a stale edit is refused. The gateway takes it from If-Match.
ExpectedVersion = Annotated[int, Whole(1, 2**53, metadata={"internal": True})]
Count = Annotated[int, Whole(0, 2**53)]

#: How many a page has at most.
Limit = Annotated[int, Whole(1, 200)]
Cursor = Annotated[
    str, Text("a cursor", longest=600, metadata={"description": "next_cursor of the page before"})
]
#: A moment in a result, which is read as it travels: RFC 3339 in UTC.
Timestamp = Annotated[str, Moment()]


class Done(TypedDict):
    """Base of events about what somebody did: who, and what was so before and is so now, for the audit trail.

    `actor_id` is null where nobody asked for it. `before` and `after` hold what was changed and nothing else;
    no secrets and no addresses (product.md 9.2).
    """

    actor_id: NotRequired[Annotated[str, Described("Null where nobody asked for it")] | None]
    before: NotRequired[dict[str, object] | None]
    after: NotRequired[dict[str, object] | None]
