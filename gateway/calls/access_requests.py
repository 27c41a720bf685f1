"""Asking to see a client, or to do more with it, named by its id or its CRN."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from contracts import access, accounts
from contracts.access import AccessRequest
from contracts.access.access_ends import Until
from contracts.access.access_requests import RequestedLevel, RequestReason
from contracts.fields import Text
from contracts.messages import Rpc
from contracts.shapes import RequestShape

_ID = re.compile("client_[0-7][0-9A-HJKMNP-TV-Z]{25}")


@dataclass(frozen=True, kw_only=True, slots=True)
class AskForClient(RequestShape):
    """What the API takes."""

    client: Annotated[
        str, Text("the client", longest=40, metadata={"description": "The client's id or its CRN"})
    ]
    reason: RequestReason
    until: Until | None = None
    level: RequestedLevel | None = None


def submit(rpc: Rpc, wanted: AskForClient) -> AccessRequest:
    """Ask for it. One that is nobody's is asked for all the same: access counts, and answers, alike.

    Raises `NotFound`, `AlreadyHasAccess`, `AlreadyRequested`, `TooManyRequests`, `InvalidInput`.
    """
    named = wanted.client if _ID.fullmatch(wanted.client) else accounts.find_by_crn(rpc, wanted.client)
    return access.request_access(
        rpc, client_id=named, reason=wanted.reason, until=wanted.until, level=wanted.level
    )
