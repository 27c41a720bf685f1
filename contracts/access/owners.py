"""The owner of a new practice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.access.sessions import User
from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.fields import Name, NewPassword
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape
from contracts.values import PracticeId


class EmailTaken(Refusal):
    """Answered by the release before only, to who registers with the email of a user."""

    code = "email_taken"
    status = 409
    title = "This email address cannot be used"
    template = "This email address cannot be used to register. Sign in instead, or use another address."


class Owner(Refusal):
    """product.md 1.1"""

    code = "owner"
    status = 409
    title = "The owner stays"
    template = "This person owns the account, and cannot be removed, deactivated or given a lesser role."


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterOwner(RequestShape):
    practice_name: Annotated[str, Name("the practice's name")]
    name: Annotated[str, Name("your name")]
    email: Annotated[str, Email("your email address")]
    password: Annotated[str, NewPassword()]


class OwnerRegistered(TypedDict):
    practice_id: PracticeId
    user: User
    membership_version: int


REGISTER_OWNER = Call("access", "register_owner", RegisterOwner, OwnerRegistered, "write", caller="service")


def register_owner(rpc: Rpc, *, practice_name: str, name: str, email: str, password: str) -> OwnerRegistered:
    """Make the owner of a new practice; answered alike whoever has the email."""
    return rpc.call(
        REGISTER_OWNER, RegisterOwner(practice_name=practice_name, name=name, email=email, password=password)
    )
