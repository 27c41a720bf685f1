"""Which client a CRN is, for who cannot see it and asks for it (docs/adr/0052)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.fields import Text
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape
from contracts.values import ClientId


@dataclass(frozen=True, kw_only=True, slots=True)
class FindByCrn(RequestShape):
    crn: Annotated[str, Text("a CRN", longest=40)]


class FoundByCrn(TypedDict):
    """`client_id` is null where the practice has no such client, or lets none be found."""

    client_id: ClientId | None


FIND_BY_CRN = Call("accounts", "find_by_crn", FindByCrn, FoundByCrn, "read")


def find_by_crn(rpc: Rpc, crn: str) -> str | None:
    """The id of the practice's client with this CRN, seen or not; None where it may not be found."""
    return rpc.call(FIND_BY_CRN, FindByCrn(crn=crn))["client_id"]
