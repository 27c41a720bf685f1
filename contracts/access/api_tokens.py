"""API tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.access.pages import SentMessages
from contracts.access.states import Scope
from contracts.fields import Choice, ListOf, Text, Whole
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import RequestShape, given
from contracts.values import ApiTokenId, Timestamp


class ApiToken(TypedDict):
    """An integrator's way in, with its user's rights in one account, or less."""

    id: ApiTokenId
    name: str
    scopes: list[Scope]
    account_id: str
    created_at: Timestamp
    last_used_at: Timestamp | None
    expires_at: Timestamp


class ApiTokens(TypedDict):
    items: list[ApiToken]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateApiToken(RequestShape):
    """`write` includes reading."""

    name: Annotated[str, Text("a name, such as what uses it", longest=100)]
    scopes: Annotated[list[Scope], ListOf(Choice(Scope, "a scope"), longest=len(Scope), shortest=1)]
    expires_in_days: Annotated[int, Whole(1, 366)] = 90


class ApiTokenCreated(ApiToken):
    """The only time that the token itself is shown."""

    token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EndApiToken(RequestShape):
    token_id: ApiTokenId


LIST_API_TOKENS = Call("access", "list_api_tokens", NoArguments, ApiTokens, "read")
CREATE_API_TOKEN = Call("access", "create_api_token", CreateApiToken, ApiTokenCreated, "write", secret=True)
END_API_TOKEN = Call("access", "end_api_token", EndApiToken, SentMessages, "write")


def list_api_tokens(rpc: Rpc) -> ApiTokens:
    """The caller's API tokens for the account they act for."""
    return rpc.call(LIST_API_TOKENS, NoArguments())


def create_api_token(
    rpc: Rpc, *, name: str, scopes: Sequence[str], expires_in_days: int = 90
) -> ApiTokenCreated:
    """The token itself is in the answer, this once."""
    return rpc.call(
        CREATE_API_TOKEN,
        CreateApiToken(
            name=name, scopes=[given(Scope, each) for each in scopes], expires_in_days=expires_in_days
        ),
    )


def end_api_token(rpc: Rpc, *, token_id: str) -> SentMessages:
    """Raises `NotFound`."""
    return rpc.call(END_API_TOKEN, EndApiToken(token_id=token_id))
