"""The people of a client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.access.pages import PageQuery, SentMessages
from contracts.access.states import ClientRole, ClientUserStatus
from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.fields import Id, ListOf, Name
from contracts.messages import Call, Rpc
from contracts.shapes import Labelled, RequestShape, given
from contracts.values import ClientId, Cursor, ExpectedVersion, Limit, UserId, Version


class ClientUserExists(Refusal):
    code = "client_user_exists"
    status = 409
    title = "This person is already a user of the client"
    template = "{email} already belongs to a user of this client."


@dataclass(frozen=True, kw_only=True, slots=True)
class ListClientUsers(PageQuery):
    client_id: ClientId


class ClientUser(TypedDict):
    """`no_login` is somebody who cannot sign in; `invited`, who has not accepted yet."""

    id: UserId
    name: str
    email: str
    role: ClientRole
    status: ClientUserStatus
    owner: bool
    version: Version


class ClientUsers(TypedDict):
    items: list[ClientUser]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AddClientUser(RequestShape):
    """`invite` false adds them without a login; they can be invited later."""

    client_id: ClientId
    name: Annotated[str, Name("the person's name")]
    email: Annotated[str, Email("the person's email address")]
    role: Annotated[ClientRole, Labelled("a role")] = ClientRole.STANDARD_USER
    invite: bool = True
    acknowledge_existing_user: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeClientUser(RequestShape):
    if_version: ExpectedVersion | None = None
    client_id: ClientId
    user_id: UserId
    role: Annotated[ClientRole, Labelled("a role")]


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveClientUser(RequestShape):
    client_id: ClientId
    user_id: UserId


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientNamed(RequestShape):
    client_id: ClientId


class HasUsers(TypedDict):
    has_users: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientsNamed(RequestShape):
    client_ids: Annotated[list[str], ListOf(Id("client"), longest=500, shortest=1)]


class ClientsWithUsers(TypedDict):
    """Those of the clients that somebody is a user of, with or without a login."""

    client_ids: list[str]


LIST_CLIENT_USERS = Call("access", "list_client_users", ListClientUsers, ClientUsers, "read")
ADD_CLIENT_USER = Call("access", "add_client_user", AddClientUser, ClientUser, "write")
CHANGE_CLIENT_USER = Call("access", "change_client_user", ChangeClientUser, ClientUser, "write")
REMOVE_CLIENT_USER = Call("access", "remove_client_user", RemoveClientUser, SentMessages, "write")
CLIENT_HAS_USERS = Call("access", "client_has_users", ClientNamed, HasUsers, "read")
CLIENTS_WITH_USERS = Call(
    "access", "clients_with_users", ClientsNamed, ClientsWithUsers, "read", caller="service"
)


def list_client_users(
    rpc: Rpc, *, client_id: ClientId, limit: Limit = 50, cursor: Cursor | None = None
) -> ClientUsers:
    """A page of a client's users. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(LIST_CLIENT_USERS, ListClientUsers(limit=limit, cursor=cursor, client_id=client_id))


def add_client_user(
    rpc: Rpc,
    *,
    client_id: ClientId,
    name: str,
    email: str,
    role: str = ClientRole.STANDARD_USER,
    invite: bool = True,
    acknowledge_existing_user: bool = False,
) -> ClientUser:
    """Raises `NotFound`, `RoleRequired`, `ClientUserExists`, `accounts.ExistingUser`."""
    return rpc.call(
        ADD_CLIENT_USER,
        AddClientUser(
            client_id=client_id,
            name=name,
            email=email,
            role=given(ClientRole, role),
            invite=invite,
            acknowledge_existing_user=acknowledge_existing_user,
        ),
    )


def change_client_user(
    rpc: Rpc, *, client_id: ClientId, user_id: UserId, role: str, if_version: ExpectedVersion | None = None
) -> ClientUser:
    """Raises `NotFound`, `RoleRequired`, `Owner`, `StaleVersion`."""
    return rpc.call(
        CHANGE_CLIENT_USER,
        ChangeClientUser(
            if_version=if_version, client_id=client_id, user_id=user_id, role=given(ClientRole, role)
        ),
    )


def remove_client_user(rpc: Rpc, *, client_id: str, user_id: str) -> SentMessages:
    """Raises `NotFound`, `RoleRequired`, `Owner`."""
    return rpc.call(REMOVE_CLIENT_USER, RemoveClientUser(client_id=client_id, user_id=user_id))


def clients_with_users(rpc: Rpc, *, client_ids: Sequence[str]) -> set[str]:
    """Which of these clients have users: for what runs later in somebody's name, without a session."""
    return set(rpc.call(CLIENTS_WITH_USERS, ClientsNamed(client_ids=list(client_ids)))["client_ids"])


def client_has_users(rpc: Rpc, *, client_id: str) -> bool:
    """Whether anybody can sign in to a client (product.md 8.3). Raises `RoleRequired`."""
    return rpc.call(CLIENT_HAS_USERS, ClientNamed(client_id=client_id))["has_users"]
