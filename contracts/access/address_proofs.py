"""Showing that an email address is one's own, without being a user (docs/adr/0049).

Whether a user has the address is not looked up, so that nothing can tell it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.fields import Name, Text
from contracts.links import LinkToken
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape
from contracts.values import PracticeId, ResetId, UserId


class ProofUnusable(Refusal):
    """One answer for a link that is unknown, used or over."""

    code = "proof_unusable"
    status = 410
    title = "This link cannot be used"
    template = (
        "This link has been used, has ended, or is incomplete. Open the practice's link and begin again."
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class SendAddressProof(RequestShape):
    """`address` is the network that it is asked from, for limits."""

    practice_id: PracticeId
    practice_name: Annotated[str, Name("a practice's name")]
    email: Annotated[str, Email("your email address")]
    address: Annotated[str, Text(longest=64, shortest=0)] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class UseAddressProof(RequestShape):
    """`keep`: something is about to come of it, and the address is needed until that is over."""

    token: Annotated[str, LinkToken()]
    keep: bool = False


class ProvenAddress(TypedDict):
    """Whose link was opened, and for which practice."""

    proof_id: ResetId
    practice_id: PracticeId
    email: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FindReplyAddress(RequestShape):
    """One of the two: who has shown an address, or who is a user."""

    proof_id: ResetId | None = None
    user_id: UserId | None = None


class ReplyAddress(TypedDict):
    """Where an answer goes; null where nobody is to have one any more."""

    email: str | None


SEND_ADDRESS_PROOF: Call[SendAddressProof, None] = Call(
    "access", "send_address_proof", SendAddressProof, None, "write", caller="service"
)
USE_ADDRESS_PROOF = Call(
    "access", "use_address_proof", UseAddressProof, ProvenAddress, "write", caller="service"
)
FIND_REPLY_ADDRESS = Call(
    "access", "find_reply_address", FindReplyAddress, ReplyAddress, "read", caller="service"
)


def send_address_proof(
    rpc: Rpc, *, practice_id: str, practice_name: str, email: str, address: str = ""
) -> None:
    """Have a link sent there. Answers alike for every address. Raises `TooManyRequests`."""
    wanted = SendAddressProof(
        practice_id=practice_id, practice_name=practice_name, email=email, address=address
    )
    rpc.call(SEND_ADDRESS_PROOF, wanted)


def use_address_proof(rpc: Rpc, *, token: str, keep: bool = False) -> ProvenAddress:
    """Whose link it is; it stays good until it ends. Raises `ProofUnusable`."""
    return rpc.call(USE_ADDRESS_PROOF, UseAddressProof(token=token, keep=keep))


def find_reply_address(rpc: Rpc, *, proof_id: str | None = None, user_id: str | None = None) -> str | None:
    """Where an answer to somebody goes, if anywhere."""
    return rpc.call(FIND_REPLY_ADDRESS, FindReplyAddress(proof_id=proof_id, user_id=user_id))["email"]
