"""Using an invitation up (product.md 5.1 to 5.6).

One redeemer at a time claims the invitation; access makes the person a member, a write that is done once
for each attempt; then the invitation is accepted and every link of it is dead.
"""

from __future__ import annotations

import dataclasses

from chassis import context
from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.process import waiting
from chassis.rpc.request import Request
from contracts import access
from contracts.errors import Refusal
from contracts.invitations import InvitationFound, InvitationUnusable, Redeemed, RedeemInvitation
from contracts.messages import Rpc
from services.invitations.invitations import invitation_states
from services.invitations.invitations.invitation_facts import StoredInvitation
from services.invitations.invitations.link_tokens import hash_token
from services.invitations.messages import logos
from services.invitations.redemptions import claims
from services.invitations.redemptions.redemption_decision import (
    ClaimEnd,
    NewMember,
    NextStep,
    failed,
    is_to_be_accepted,
    new_member,
    next_step,
    redeemed,
)

#: Seconds between two looks of a second click.
_PAUSE = 0.05


@context.across_accounts
def look_up(database: Database, calls: Rpc, token: str) -> InvitationFound:
    """What an invitation is for; changes nothing (product.md 5.4). Raises `InvitationUnusable`."""
    with database.read() as connection:
        invitation = claims.find(connection, hash_token(token))
        if invitation is None:
            raise InvitationUnusable()
        branding = logos.branding(connection, invitation.practice_id)
    return {
        "account_name": invitation.account_name,
        "practice_name": invitation.practice_name,
        "invited_name": invitation.name,
        "existing_user": access.knows_email(calls, email=invitation.email),
        "branding": branding,
    }


@context.across_accounts
def redeem(database: Database, calls: Rpc, request: Request[RedeemInvitation]) -> Redeemed:
    """Accept an invitation. Raises `InvitationUnusable`, `InvalidInput`."""
    # Who lost the answer asks again with their key, perhaps long after a second click would be one.
    refuse_repeat(database, request)
    invitation = _claim(database, calls, hash_token(request.data.token))
    if invitation.accepted_by is not None:
        return redeemed(invitation, invitation.accepted_by)
    signed_in = request.signed_in.user_id if request.signed_in is not None else None
    try:
        user_id = _add_member(
            calls, new_member(invitation, user_id=signed_in, password=request.data.password)
        )
    except Refusal as refusal:
        attempt = failed(refusal)
        end = claims.lapse if attempt.claim is ClaimEnd.LAPSED else claims.release
        end(database, invitation)
        raise attempt.refusal from None
    with database.unit_of_work(request) as uow:
        if is_to_be_accepted(invitation, invitation_states.lock(uow, invitation.id)):
            claims.accept(uow, invitation.id, user_id)
        return uow.answer(redeemed(invitation, user_id))


def _claim(database: Database, calls: Rpc, token_hash: str) -> StoredInvitation:
    """The invitation, claimed; or accepted, by the same link just now. Raises `InvitationUnusable`.

    The second click of a double one waits for the first.
    """
    waited = 0.0
    while True:
        with database.autocommit() as connection:
            claimed = claims.take(connection, token_hash)
            if claimed is not None:
                return claimed
            taken = claims.taken(connection, token_hash)
        step = next_step(taken, waited=waited)
        if taken is not None and step is NextStep.ANSWER:
            return taken.invitation
        if taken is not None and step is NextStep.RESOLVE:
            claims.resolve(database, calls, taken.invitation.id)
        waiting.sleep(_PAUSE)
        waited += _PAUSE


def _add_member(calls: Rpc, member: NewMember) -> str:
    """Have access make somebody a member; gives the user's id. Raises what access refuses."""
    here = context.current()
    key = access.redemption(member.invitation_id, member.attempt)
    once = dataclasses.replace(here, idempotency_key=key, fingerprint=None, replayed=False)
    with context.enter(once):
        return access.add_invited_member(
            calls,
            invitation_id=member.invitation_id,
            account_id=member.account_id,
            account_kind=member.account_kind,
            account_name=member.account_name,
            user_id=member.user_id,
            name=member.name,
            email=member.email,
            password=member.password,
        )
