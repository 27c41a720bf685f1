"""The CRNs of clients that are known by their ids, for a document that names many (docs/adr/0078)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.fields import Id, ListOf
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape
from contracts.values import ClientId

#: As many ids as are asked about at once.
CRNS_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class FindCrns(RequestShape):
    client_ids: Annotated[list[str], ListOf(Id("client"), longest=CRNS_AT_ONCE, shortest=1)]


class ClientCrn(TypedDict):
    client_id: ClientId
    crn: str


class FoundCrns(TypedDict):
    """Of those clients that the caller sees."""

    items: list[ClientCrn]


FIND_CRNS = Call("accounts", "find_crns", FindCrns, FoundCrns, "read")


def crns_of(rpc: Rpc, client_ids: Sequence[str]) -> dict[str, str]:
    """By the client's id; without those that the caller does not see.

    Raises `PracticeAccountRequired`, `Unauthenticated`.
    """
    found: dict[str, str] = {}
    for begin in range(0, len(client_ids), CRNS_AT_ONCE):
        some = FindCrns(client_ids=list(client_ids[begin : begin + CRNS_AT_ONCE]))
        found |= {each["client_id"]: each["crn"] for each in rpc.call(FIND_CRNS, some)["items"]}
    return found
