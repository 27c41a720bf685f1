"""The practice itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict, Unpack

from contracts.accounts.client_fields import Country, Currency, Solutions
from contracts.accounts.document_states import DocumentReceipts, SenderPolicy
from contracts.accounts.states import HiddenClients, Plan, Solution
from contracts.addresses import Email
from contracts.fields import Name, NewPassword, Text
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Described, Labelled, RequestShape, given
from contracts.values import ExpectedVersion, PracticeId, UserId, Version


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner(RequestShape):
    """The first user of an account (product.md 1.1)."""

    name: Annotated[str, Name("your name")]
    email: Annotated[str, Email("your email address")]
    password: Annotated[str, NewPassword()]


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterPractice(RequestShape):
    name: Annotated[str, Name("the practice's name")]
    country: Annotated[str, Country()]
    base_currency: Annotated[str, Currency()]
    plan: Annotated[Plan, Labelled("a plan")] = Plan.ESSENTIALS
    owner: Annotated[Owner, Labelled("the owner")]


class Defaults(TypedDict):
    base_currency: Annotated[str, Currency()]
    country: Annotated[str, Country()]
    solutions: Annotated[list[Solution], Solutions()]


class Practice(TypedDict):
    id: PracticeId
    name: Annotated[str, Text()]
    plan: Plan
    hidden_clients: Annotated[
        HiddenClients,
        Described(
            "Whether colleagues find clients that they cannot see, to ask for access: by their exact name, "
            "CRN or practice code, by search, or not at all"
        ),
    ]
    document_senders: Annotated[
        SenderPolicy,
        Described(
            "Whose mail to a client's extract-by-email address is taken in without a word, where the client "
            "has no other rule of its own; that of others is held"
        ),
    ]
    document_receipts: NotRequired[
        Annotated[
            DocumentReceipts,
            Described(
                "Whether known senders of mail to a client's extract-by-email address get a short mail that "
                "says that it came; nobody else ever does"
            ),
        ]
    ]
    defaults: Defaults
    version: Version


class RegisteredUser(TypedDict):
    id: UserId
    name: Annotated[str, Text()]
    email: Annotated[str, Email()]


class Registered(TypedDict):
    practice: Practice
    user: RegisteredUser


class DefaultsChange(TypedDict, total=False):
    base_currency: Annotated[str, Currency()]
    country: Annotated[str, Country()]
    solutions: Annotated[list[Solution], Solutions()]


class PracticeChange(TypedDict, total=False):
    """Only what is given is changed. `if_version` refuses a stale edit."""

    name: Annotated[str, Name("the practice's name")]
    plan: Annotated[Plan, Labelled("a plan")]
    hidden_clients: Annotated[HiddenClients, Labelled("how clients are found")]
    document_senders: Annotated[SenderPolicy, Labelled("who may send documents")]
    document_receipts: Annotated[DocumentReceipts, Labelled("who gets a receipt")]
    defaults: Annotated[DefaultsChange, Labelled("the defaults")]
    if_version: ExpectedVersion


class NamedPractice(TypedDict):
    id: PracticeId
    name: str


class OwnPractice(TypedDict):
    """Whose list the caller's client account is on."""

    practice: NamedPractice | None


REGISTER_PRACTICE = Call(
    "accounts", "register_practice", RegisterPractice, Registered, "write", caller="anyone"
)
GET_PRACTICE = Call("accounts", "get_practice", NoArguments, Practice, "read")
GET_OWN_PRACTICE = Call("accounts", "get_own_practice", NoArguments, OwnPractice, "read")
CHANGE_PRACTICE = Call("accounts", "change_practice", PracticeChange, Practice, "write")


def register_practice(
    rpc: Rpc,
    *,
    name: str,
    country: str,
    base_currency: str,
    owner: Owner | Mapping[str, object],
    plan: str = Plan.ESSENTIALS,
) -> Registered:
    """Create a practice with its owner. Raises `InvalidInput`."""
    return rpc.call(
        REGISTER_PRACTICE,
        RegisterPractice(
            name=name,
            country=country,
            base_currency=base_currency,
            plan=given(Plan, plan),
            owner=given(Owner, owner),
        ),
    )


def get_practice(rpc: Rpc) -> Practice:
    """The caller's practice."""
    return rpc.call(GET_PRACTICE, NoArguments())


def get_own_practice(rpc: Rpc) -> OwnPractice:
    """The practice that looks after the caller's client account. Raises `ClientAccountRequired`."""
    return rpc.call(GET_OWN_PRACTICE, NoArguments())


def change_practice(rpc: Rpc, **change: Unpack[PracticeChange]) -> Practice:
    """Change the caller's practice. Raises `StaleVersion`, `RoleRequired`."""
    return rpc.call(CHANGE_PRACTICE, change)
