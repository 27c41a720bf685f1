"""Which service takes in which message: what the broker's topology is made from.

A queue's name is `{service}.{sender or receiver}.{Type}` and is frozen by a test: a renamed queue
leaves an orphan behind that fills up.
"""

from __future__ import annotations

from dataclasses import dataclass

from contracts import access, accounts, connections, invitations
from contracts.access import events as access_messages
from contracts.accounts import events as accounts_messages
from contracts.connections import events as connections_messages
from contracts.invitations import events as invitations_messages
from contracts.messages import Call, Command, Event, Message

SERVICES = (accounts.NAME, access.NAME, invitations.NAME, connections.NAME)

EVENTS: tuple[Event, ...] = (
    *accounts_messages.EVENTS,
    *access_messages.EVENTS,
    *invitations_messages.EVENTS,
    *connections_messages.EVENTS,
)
COMMANDS: tuple[Command, ...] = (
    *access_messages.COMMANDS,
    *invitations_messages.COMMANDS,
    *connections_messages.COMMANDS,
)
MESSAGES: tuple[Message, ...] = (*EVENTS, *COMMANDS)
CALLS: tuple[Call, ...] = (*accounts.CALLS, *access.CALLS, *invitations.CALLS, *connections.CALLS)


#: Who orders what; an event's sender is its source.
SENDERS: dict[str, tuple[str, ...]] = {
    access_messages.GRANT_CLIENT_ACCESS.type: ("accounts",),
    invitations_messages.INVITE_TO_CLIENT.type: ("accounts", "access"),
    invitations_messages.INVITE_TO_PRACTICE.type: ("access",),
    invitations_messages.SEND_RESET_LINK.type: ("access",),
    # By their previous release.
    invitations_messages.INVITE_CLIENT_USER.type: ("accounts", "access"),
    invitations_messages.INVITE_COLLEAGUE.type: ("access",),
    invitations_messages.SEND_PASSWORD_RESET.type: ("access",),
    connections_messages.ESTABLISH_CONNECTION.type: ("accounts",),
}


@dataclass(frozen=True, slots=True)
class Subscription:
    """One service's interest in one message, and the queue it waits in.

    A `retired` one has another in its place. Its queue is worked off, and is filled as long as the release
    before may run, which knows of no other (docs/adr/0068).
    """

    service: str
    message: Message
    retired: bool = False

    @property
    def handler(self) -> str:
        """Names the subscription within its service; stored with each message taken in."""
        owner = self.message.source if isinstance(self.message, Event) else self.message.target
        return f"{owner}.{self.message.type}"

    @property
    def queue(self) -> str:
        return f"{self.service}.{self.handler}"


SUBSCRIPTIONS: tuple[Subscription, ...] = (
    Subscription("access", accounts_messages.PRACTICE_REGISTERED),
    Subscription("access", accounts_messages.PRACTICE_CHANGED),
    Subscription("access", accounts_messages.PRACTICE_LINK_CHANGED),
    Subscription("access", accounts_messages.PRACTICE_REQUEST_DECIDED),
    Subscription("invitations", accounts_messages.PRACTICE_REQUESTED),
    Subscription("invitations", accounts_messages.PRACTICE_REQUEST_DECIDED),
    Subscription("access", accounts_messages.CLIENT_CREATED),
    Subscription("access", accounts_messages.CLIENT_UPDATED),
    Subscription("access", accounts_messages.CLIENT_ARCHIVED),
    Subscription("access", accounts_messages.CLIENT_RESTORED),
    Subscription("access", accounts_messages.CLIENT_DELETED),
    Subscription("access", accounts_messages.CLIENT_TRANSFERRED),
    Subscription("access", accounts_messages.DOCUMENT_RECEIVED),
    Subscription("access", accounts_messages.DOCUMENT_CHANGED),
    Subscription("access", accounts_messages.DOCUMENT_SENDERS_CHANGED),
    Subscription("invitations", accounts_messages.DOCUMENT_RECEIPT_DUE),
    Subscription("connections", accounts_messages.CLIENT_TRANSFERRED),
    Subscription("invitations", accounts_messages.CLIENT_TRANSFERRED),
    Subscription("invitations", accounts_messages.CLIENT_DELETED),
    Subscription("invitations", connections_messages.CONNECTION_NEEDS_RECONNECT),
    Subscription("invitations", access_messages.COLLEAGUE_CHANGED),
    Subscription("invitations", access_messages.ACCESS_REQUEST_CHANGED),
    Subscription("invitations", access_messages.ACCESS_ENDS_SOON),
    Subscription("invitations", access_messages.NOTICES_WAITING),
    Subscription("access", invitations_messages.INVITATION_SENT),
    Subscription("access", invitations_messages.INVITATION_FAILED),
    Subscription("access", invitations_messages.INVITATION_ACCEPTED),
    Subscription("access", invitations_messages.INVITATION_EXPIRED),
    Subscription("access", invitations_messages.INVITATION_RESENT),
    Subscription("access", invitations_messages.INVITATION_REVOKED),
    Subscription("access", invitations_messages.PRACTICE_MESSAGES_CHANGED),
    Subscription("access", connections_messages.CONNECTION_ESTABLISHED),
    Subscription("access", connections_messages.CONNECTION_NEEDS_RECONNECT),
    Subscription("access", connections_messages.CONNECTION_CLOSED),
    Subscription("access", connections_messages.WEBHOOK_ENDPOINT_CHANGED),
    Subscription("invitations", connections_messages.WEBHOOK_ENDPOINT_CHANGED),
    Subscription("access", access_messages.GRANT_CLIENT_ACCESS),
    Subscription("accounts", access_messages.COLLEAGUE_CHANGED),
    Subscription("accounts", access_messages.TEAM_CHANGED),
    Subscription("accounts", access_messages.RESPONSIBILITY_CHANGED),
    Subscription("accounts", access_messages.CLIENT_ACCESS_CHANGED),
    Subscription("accounts", access_messages.SESSION_REVOKED),
    Subscription("accounts", access_messages.ACCESS_REQUEST_CHANGED),
    Subscription("accounts", invitations_messages.INVITATION_SENT),
    Subscription("accounts", invitations_messages.INVITATION_FAILED),
    Subscription("accounts", invitations_messages.INVITATION_ACCEPTED),
    Subscription("accounts", invitations_messages.INVITATION_EXPIRED),
    Subscription("accounts", invitations_messages.INVITATION_DELIVERED),
    Subscription("accounts", invitations_messages.INVITATION_RESENT),
    Subscription("accounts", invitations_messages.INVITATION_REVOKED),
    Subscription("accounts", invitations_messages.INVITATION_DEFERRED),
    Subscription("invitations", invitations_messages.INVITE_TO_CLIENT),
    Subscription("invitations", invitations_messages.INVITE_TO_PRACTICE),
    Subscription("invitations", invitations_messages.SEND_RESET_LINK),
    Subscription("invitations", invitations_messages.INVITE_CLIENT_USER),
    Subscription("invitations", invitations_messages.INVITE_COLLEAGUE),
    Subscription("invitations", invitations_messages.SEND_PASSWORD_RESET),
    Subscription("accounts", connections_messages.CONNECTION_ESTABLISHED),
    Subscription("accounts", connections_messages.CONNECTION_NEEDS_RECONNECT),
    Subscription("accounts", connections_messages.CONNECTION_CLOSED),
    Subscription("accounts", connections_messages.CONNECTION_REFUSED),
    Subscription("connections", accounts_messages.CLIENT_CREATED, retired=True),
    Subscription("connections", accounts_messages.CLIENT_UPDATED, retired=True),
    Subscription("connections", accounts_messages.CLIENT_DELETED),
    Subscription("connections", access_messages.COLLEAGUE_CHANGED, retired=True),
    Subscription("connections", access_messages.TEAM_CHANGED, retired=True),
    Subscription("connections", access_messages.CLIENT_ACCESS_CHANGED, retired=True),
    Subscription("connections", access_messages.SESSION_REVOKED),
    Subscription("connections", connections_messages.ESTABLISH_CONNECTION),
)


@dataclass(frozen=True, slots=True)
class OrderedSubscription:
    """One service's interest in many events, which wait in one queue: each aggregate's in their order.

    A queue for each type gives each type's events in order, and says nothing of one type beside another.
    """

    service: str
    name: str
    events: tuple[Event, ...]

    @property
    def handler(self) -> str:
        """Names the subscription within its service; stored with each event taken in."""
        return self.name

    @property
    def queue(self) -> str:
        return f"{self.service}.{self.name}"


#: What no program of a practice is told: what is about one session, about webhooks, about who asks to be
#: taken on, or to see a client, and the words to them, a reminder, who did what with a document, and mails.
_KEPT_FROM_FEEDS = (
    access_messages.SESSION_REVOKED,
    access_messages.ACCESS_REQUEST_CHANGED,
    access_messages.ACCESS_ENDS_SOON,
    access_messages.NOTICES_WAITING,
    connections_messages.WEBHOOK_ENDPOINT_CHANGED,
    accounts_messages.PRACTICE_REQUESTED,
    accounts_messages.PRACTICE_REQUEST_DECIDED,
    accounts_messages.DOCUMENT_CHANGED,
    accounts_messages.DOCUMENT_SENDERS_CHANGED,
    accounts_messages.DOCUMENT_RECEIPT_DUE,
)
#: What a practice's event feed holds (docs/adr/0045).
FEED = OrderedSubscription(
    "connections",
    "feed",
    tuple(event for event in EVENTS if event not in _KEPT_FROM_FEEDS),
)
ORDERED: tuple[OrderedSubscription, ...] = (FEED,)


def queues_of(service: str) -> tuple[str, ...]:
    """The queues that one service consumes."""
    ordered = tuple(each.queue for each in ORDERED if each.service == service)
    return (*(each.queue for each in of(service)), *ordered)


def handlers_of(message: Message) -> tuple[tuple[str, str], ...]:
    """Who takes in a message: the service, and the handler in it. One that is retired need not."""
    single = tuple((s.service, s.handler) for s in SUBSCRIPTIONS if s.message is message and not s.retired)
    return (*single, *((each.service, each.handler) for each in ORDERED if message in each.events))


def sharing_private_parts() -> tuple[str, ...]:
    """The services that send or take in a message with a private part, and so share its keys."""
    private = [message for message in MESSAGES if message.private is not None]
    senders = [(each.source,) if isinstance(each, Event) else SENDERS[each.type] for each in private]
    parties = {service for message in private for service, _ in handlers_of(message)}
    return tuple(sorted(parties.union(*senders)))


def handlers(service: str) -> tuple[str, ...]:
    """The handlers of one service, whichever queue they take from."""
    return (*(s.handler for s in of(service)), *(each.handler for each in ORDERED if each.service == service))


def of(service: str) -> tuple[Subscription, ...]:
    """The subscriptions of one service."""
    return tuple(s for s in SUBSCRIPTIONS if s.service == service)
