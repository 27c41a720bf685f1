"""Who calls what: what each part may put on the broker, and how far a passport reaches, follow from it."""

from __future__ import annotations

from contracts import access, accounts, connections, invitations
from contracts.messages import Call
from contracts.subscriptions import CALLS

#: What services call of others, and the gateway does not.
INTERNAL: dict[str, tuple[Call, ...]] = {
    accounts.NAME: (
        access.REGISTER_OWNER,
        access.PRACTICES_OF_ADMIN,
        access.PRACTICE_ADMINS,
        access.SEND_ADDRESS_PROOF,
        access.USE_ADDRESS_PROOF,
        access.CLIENT_HAS_USERS,
        access.CLIENTS_WITH_USERS,
        access.COLLEAGUES_BY_EMAIL,
        access.LOOK_UP_EMAILS,
        access.KNOWS_SENDER,
        connections.CHECK_AUTHORIZATION,
        connections.CHECK_ORGANISATIONS,
    ),
    invitations.NAME: (
        access.ADD_INVITED_MEMBER,
        access.SETTLE_REDEMPTION,
        access.KNOWS_EMAIL,
        access.OFFER_RESET_TOKEN,
        access.FIND_REPLY_ADDRESS,
        access.SEES_CLIENT,
        access.SEES_CLIENTS,
        access.PRACTICE_ADMINS,
    ),
    access.NAME: (),
    connections.NAME: (),
}
#: What services call of others as the gateway does.
SHARED: dict[str, tuple[Call, ...]] = {
    accounts.NAME: (access.GET_SESSION, access.LOOK_UP_EMAIL),
    invitations.NAME: (access.GET_SESSION,),
}
#: Offered to what takes in mail, which is not among our parts.
OFFERED: tuple[Call, ...] = (accounts.RESOLVE_EXTRACT_EMAIL,)


def calls_of(service: str) -> tuple[Call, ...]:
    """What a service calls of others."""
    return (*INTERNAL[service], *SHARED.get(service, ()))


def calls_of_gateway() -> tuple[Call, ...]:
    """What the gateway calls; beside these it asks each service how it is (`ping`)."""
    internal = {call for calls in INTERNAL.values() for call in calls}
    return tuple(call for call in CALLS if call not in internal and call not in OFFERED)


def reach(service: str) -> frozenset[str]:
    """The services that a passport shown to `service` is good for: itself, and those that it calls."""
    return frozenset({service, *(call.service for call in calls_of(service))})
