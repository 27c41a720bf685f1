"""What concerns whoever asks: notices."""

from __future__ import annotations

from typing import Any

from contracts import access
from contracts.errors import NotFound, PracticeAccountRequired
from gateway.api.operations import Operation

_TAG = "Notices"
_PATH = "/v1/notices"

_NOTICE: dict[str, Any] = {
    "id": "notice_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "kind": "access_requested",
    "client": {"id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Acme Widgets Ltd"},
    "clients": 1,
    "by": {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ", "name": "Ben Ash"},
    "request_id": "areq_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "until": None,
    "at": "2026-11-02T08:00:00Z",
    "read": False,
}

OPERATIONS = (
    Operation(
        method="GET",
        path=_PATH,
        name="listNotices",
        summary="What concerns you",
        description=(
            "Newest first: clients that colleagues give you, requests to see a client that are yours to "
            "decide or were yours, access that ends within two days, and connections that have to be made "
            "again. Kept for 90 days; those of a client go with it."
        ),
        tag=_TAG,
        call=access.LIST_NOTICES,
        refusals=(PracticeAccountRequired,),
        example_answer={"items": [_NOTICE], "next_cursor": None, "unread": 1, "digest": "never"},
    ),
    Operation(
        method="POST",
        path=f"{_PATH}/read",
        name="readNotices",
        summary="Have them read, up to the newest that you saw",
        tag=_TAG,
        call=access.READ_NOTICES,
        takes="body",
        refusals=(PracticeAccountRequired, NotFound),
        example={"up_to": _NOTICE["id"]},
        example_answer={"unread": 0},
    ),
    Operation(
        method="PUT",
        path=f"{_PATH}/digest",
        name="chooseNoticeDigest",
        summary="Whether you get a mail about what you have not read",
        description=(
            "For this practice. `daily`: a mail a day at most, of what is new since the last, and none where "
            "nothing is. It names no client."
        ),
        tag=_TAG,
        call=access.CHOOSE_NOTICE_DIGEST,
        takes="body",
        refusals=(PracticeAccountRequired,),
        example={"digest": "daily"},
        example_answer={"digest": "daily"},
    ),
)
