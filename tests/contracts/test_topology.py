"""Names on the broker are frozen, and everything declared is consumed by somebody."""

import inspect
import re
from pathlib import Path

from chassis import topology
from chassis.entrypoints import Handles, Rpc, TakesInOrder
from contracts import subscriptions
from contracts.messages import Event
from deploy.services import SERVICES

ROOT = Path(topology.__file__).parents[1]

FROZEN = {
    "access.access.GrantClientAccess",
    "access.invitations.InvitationAccepted",
    "access.invitations.InvitationExpired",
    "access.invitations.InvitationFailed",
    "access.invitations.InvitationResent",
    "access.invitations.InvitationRevoked",
    "access.invitations.InvitationSent",
    "access.invitations.PracticeMessagesChanged",
    "access.accounts.ClientArchived",
    "access.accounts.ClientDeleted",
    "access.accounts.ClientTransferred",
    "connections.accounts.ClientTransferred",
    "invitations.accounts.ClientDeleted",
    "invitations.access.ColleagueChanged",
    "invitations.accounts.ClientTransferred",
    "access.accounts.ClientRestored",
    "access.accounts.DocumentReceived",
    "access.accounts.DocumentChanged",
    "access.accounts.DocumentSendersChanged",
    "access.accounts.ClientUpdated",
    "access.connections.WebhookEndpointChanged",
    "invitations.connections.WebhookEndpointChanged",
    "access.connections.ConnectionClosed",
    "access.connections.ConnectionEstablished",
    "access.connections.ConnectionNeedsReconnect",
    "access.accounts.ClientCreated",
    "access.accounts.PracticeChanged",
    "access.accounts.PracticeLinkChanged",
    "access.accounts.PracticeRequestDecided",
    "invitations.accounts.DocumentReceiptDue",
    "invitations.accounts.PracticeRequested",
    "invitations.accounts.PracticeRequestDecided",
    "access.accounts.PracticeRegistered",
    "accounts.access.AccessRequestChanged",
    "invitations.access.AccessRequestChanged",
    "invitations.access.AccessEndsSoon",
    "invitations.access.NoticesWaiting",
    "accounts.access.ClientAccessChanged",
    "accounts.access.ColleagueChanged",
    "accounts.access.SessionRevoked",
    "accounts.access.TeamChanged",
    "accounts.access.ResponsibilityChanged",
    "accounts.connections.ConnectionClosed",
    "accounts.connections.ConnectionEstablished",
    "accounts.connections.ConnectionNeedsReconnect",
    "accounts.connections.ConnectionRefused",
    "accounts.invitations.InvitationAccepted",
    "accounts.invitations.InvitationDelivered",
    "accounts.invitations.InvitationExpired",
    "accounts.invitations.InvitationFailed",
    "accounts.invitations.InvitationResent",
    "accounts.invitations.InvitationDeferred",
    "accounts.invitations.InvitationRevoked",
    "accounts.invitations.InvitationSent",
    "connections.access.ClientAccessChanged",
    "connections.access.ColleagueChanged",
    "connections.access.SessionRevoked",
    "connections.access.TeamChanged",
    "connections.accounts.ClientCreated",
    "connections.accounts.ClientDeleted",
    "connections.accounts.ClientUpdated",
    "connections.connections.EstablishConnection",
    "invitations.connections.ConnectionNeedsReconnect",
    "invitations.invitations.InviteToClient",
    "invitations.invitations.InviteToPractice",
    "invitations.invitations.SendResetLink",
    "invitations.invitations.InviteClientUser",
    "invitations.invitations.InviteColleague",
    "invitations.invitations.SendPasswordReset",
}


def entrypoints(service: type, kind: type) -> list[object]:
    methods = inspect.getmembers(service, inspect.isfunction)
    found = [e for _, method in methods for e in getattr(method, "nameko_entrypoints", ())]
    return [e for e in found if isinstance(e, kind)]


def test_queue_names_are_frozen() -> None:
    # A renamed queue leaves an orphan behind that fills up: removing one takes a deploy step of its own.
    assert {subscription.queue for subscription in subscriptions.SUBSCRIPTIONS} == FROZEN
    assert {subscription.queue for subscription in subscriptions.ORDERED} == {"connections.feed"}


def test_every_subscription_is_handled_and_every_handler_is_subscribed() -> None:
    for name, (service, _) in SERVICES.items():
        handled = [entrypoint.message for entrypoint in entrypoints(service, Handles)]  # type: ignore[attr-defined]
        subscribed = [subscription.message for subscription in subscriptions.of(name)]
        assert sorted(m.type for m in handled) == sorted(m.type for m in subscribed), name
        in_order = [entrypoint.subscription for entrypoint in entrypoints(service, TakesInOrder)]  # type: ignore[attr-defined]
        assert in_order == [each for each in subscriptions.ORDERED if each.service == name]


def test_every_call_is_answered_by_its_service() -> None:
    for name, (service, _) in SERVICES.items():
        answered = {entrypoint.call for entrypoint in entrypoints(service, Rpc)}  # type: ignore[attr-defined]
        assert answered == {call for call in subscriptions.CALLS if call.service == name}


def test_every_command_and_event_goes_somewhere_it_is_expected() -> None:
    ordered = {subscription.message for subscription in subscriptions.SUBSCRIPTIONS}
    for command in subscriptions.COMMANDS:
        assert command in ordered, f"nobody obeys {command.type}"
    for message in ordered:
        assert message in (subscriptions.EVENTS if isinstance(message, Event) else subscriptions.COMMANDS)


def test_every_queue_keeps_what_it_cannot_deliver() -> None:
    for queue in topology.queues():
        assert queue.arguments["x-queue-type"] == "quorum"
        assert queue.arguments["x-overflow"] == "reject-publish"
        if not queue.name.endswith(".dead"):
            assert queue.arguments["x-dead-letter-strategy"] == "at-least-once"


def test_calls_between_services_run_only_along_the_drawn_edges() -> None:
    allowed = {
        "accounts": {"access", "connections"},
        "invitations": {"access"},
        "access": set(),
        "connections": set(),
    }
    caller = re.compile(r"\b(accounts|access|invitations|connections)\.([a-z_]+)\((?:self\.)?calls\b")
    for name in SERVICES:
        called = set()
        for path in (ROOT / "services" / name).rglob("*.py"):
            called |= {found[0] for found in caller.findall(path.read_text())}
        assert called <= allowed[name], f"{name} calls {called - allowed[name]}"
        if name in ("accounts", "invitations"):
            assert called == allowed[name]
