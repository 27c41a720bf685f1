"""A practice's link, by which people ask it to take them on (docs/adr/0049)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict, Unpack

from contracts.errors import Refusal
from contracts.fields import Pattern
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Described, RequestShape
from contracts.values import ExpectedVersion, PracticeId, Version

_FORM = r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*"
_MEND = "Use 3 to 40 letters, digits and single hyphens, like birch-and-co."


class HandleTaken(Refusal):
    """A link that was printed never leads to another practice."""

    code = "handle_taken"
    status = 409
    title = "This link is in use"
    template = "{handle} belongs to another practice, or did within the last twelve months. Choose another."


class Handle(Pattern):
    """The last part of a practice's link; its case does not count."""

    def __init__(self, label: str = "an ending for your link") -> None:
        super().__init__(_FORM, _MEND, label=label, longest=40, shortest=3)


class PracticeLink(TypedDict):
    """A practice's link. `path` is where it is under the site's address, while it is switched on."""

    handle: str | None
    enabled: bool
    path: Annotated[str, Described("Null while the link is switched off")] | None
    version: Version


class ChangePracticeLink(TypedDict, total=False):
    """Only what is sent is changed."""

    handle: Annotated[str, Handle()]
    enabled: bool
    if_version: ExpectedVersion


@dataclass(frozen=True, kw_only=True, slots=True)
class LookUpLink(RequestShape):
    handle: Annotated[str, Handle("a practice's link")]


class LinkFound(TypedDict):
    """All that strangers learn of a practice by its link; `practice_id` finds its logo and colour."""

    handle: str
    practice_name: str
    practice_id: NotRequired[PracticeId]


GET_PRACTICE_LINK = Call("accounts", "get_practice_link", NoArguments, PracticeLink, "read")
CHANGE_PRACTICE_LINK = Call("accounts", "change_practice_link", ChangePracticeLink, PracticeLink, "write")
LOOK_UP_PRACTICE_LINK = Call(
    "accounts", "look_up_practice_link", LookUpLink, LinkFound, "read", caller="anyone"
)


def get_practice_link(rpc: Rpc) -> PracticeLink:
    """The link of the caller's practice. Raises `PracticeAccountRequired`."""
    return rpc.call(GET_PRACTICE_LINK, NoArguments())


def change_practice_link(rpc: Rpc, **change: Unpack[ChangePracticeLink]) -> PracticeLink:
    """Raises `RoleRequired`, `StaleVersion`, `HandleTaken`, `TooManyRequests`, `access.EmailNotConfirmed`,
    `InvalidInput` where no handle is chosen, or one that is kept back.
    """
    return rpc.call(CHANGE_PRACTICE_LINK, change)


def look_up_practice_link(rpc: Rpc, handle: str) -> LinkFound:
    """Whose link it is. Raises `NotFound`, alike for one that is switched off and one that never was."""
    return rpc.call(LOOK_UP_PRACTICE_LINK, LookUpLink(handle=handle))
