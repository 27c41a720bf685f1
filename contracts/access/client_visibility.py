"""Which clients somebody may see, and at which level, as other services ask (product.md 2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from contracts.access.states import AccessLevel
from contracts.fields import Id, ListOf
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape
from contracts.values import ClientId, PracticeId


@dataclass(frozen=True, kw_only=True, slots=True)
class SeeClient(RequestShape):
    client_id: ClientId
    practice_id: PracticeId


class ClientSeen(TypedDict):
    sees: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SeeClients(RequestShape):
    client_ids: Annotated[list[str], ListOf(Id("client"), longest=200)]
    practice_id: PracticeId


class ClientLevel(TypedDict):
    client_id: ClientId
    level: AccessLevel


class ClientsSeen(TypedDict):
    """Which of the clients the caller may see, and whether they are an admin of the practice. `levels` are of
    those where theirs is less than `manage`.
    """

    client_ids: list[str]
    admin: bool
    levels: NotRequired[list[ClientLevel]]


SEES_CLIENT = Call("access", "sees_client", SeeClient, ClientSeen, "read")
SEES_CLIENTS = Call("access", "sees_clients", SeeClients, ClientsSeen, "read")


def sees_client(rpc: Rpc, *, client_id: str, practice_id: str) -> bool:
    """Whether the caller may see a client of this practice."""
    return rpc.call(SEES_CLIENT, SeeClient(client_id=client_id, practice_id=practice_id))["sees"]


def sees_clients(rpc: Rpc, *, client_ids: list[str], practice_id: str) -> ClientsSeen:
    """Which of a practice's clients the caller may see, and whether they are an admin there."""
    return rpc.call(SEES_CLIENTS, SeeClients(client_ids=client_ids, practice_id=practice_id))
