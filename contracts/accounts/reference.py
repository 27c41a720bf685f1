"""Lists to choose from."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NotRequired, Required, TypedDict

from contracts.accounts.states import ReferenceKind
from contracts.fields import Pattern, Text
from contracts.messages import Call, Rpc
from contracts.shapes import Described


class GetReference(TypedDict):
    kind: Annotated[
        str, Pattern(f"({'|'.join(ReferenceKind)})", "Choose one of the lists there are.", longest=30)
    ]
    q: NotRequired[
        Annotated[
            str,
            Text(
                "a word or code",
                longest=100,
                metadata={"description": "Beginnings of words of the name, or of the code"},
            ),
        ]
    ]


class ReferenceItem(TypedDict, total=False):
    """One choice. What follows the name is of countries."""

    code: Required[str]
    name: Required[str]
    currency: str | None
    dialling_code: str | None
    client_types: list[str]
    asks: Annotated[list[str], Described("What a client there has to give beside what everybody gives")]
    postcode_name: str


class Reference(TypedDict):
    items: list[ReferenceItem]
    next_cursor: str | None
    source: str
    as_of: date


GET_REFERENCE = Call("accounts", "get_reference", GetReference, Reference, "read", caller="anyone")


def get_reference(rpc: Rpc, kind: str, q: str | None = None) -> list[ReferenceItem]:
    """What can be chosen of a kind, such as `industries`: each with `code` and `name`."""
    wanted: GetReference = {"kind": kind} if q is None else {"kind": kind, "q": q}
    return rpc.call(GET_REFERENCE, wanted)["items"]
