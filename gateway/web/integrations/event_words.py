"""What happened, in words: for who chooses which events a program gets."""

from __future__ import annotations

from contracts.subscriptions import FEED

WORDS = {
    "ClientCreated": "A client was added",
    "ClientUpdated": "A client's settings changed",
    "ClientArchived": "A client was archived",
    "ClientRestored": "A client was restored",
    "ClientDeleted": "A client was deleted",
    "ClientOnboarded": "Everything for a new client is set up",
    "ClientTransferred": "A client came to the practice or left it",
    "DocumentReceived": "Documents came for a client",
    "ClientAccessChanged": "Who may see a client changed",
    "ClientUserChanged": "A client's user was added, changed or removed",
    "ColleagueChanged": "A colleague joined, changed or left",
    "TeamChanged": "A team changed",
    "ResponsibilityChanged": "A responsibility was added, changed or ended",
    "InvitationDeferred": "An invitation waits until more can be sent",
    "InvitationSent": "An invitation was sent",
    "InvitationDelivered": "An invitation arrived",
    "InvitationFailed": "An invitation could not be delivered",
    "InvitationAccepted": "An invitation was accepted",
    "InvitationExpired": "An invitation ended",
    "InvitationResent": "An invitation was sent again",
    "InvitationRevoked": "An invitation was revoked",
    "ConnectionEstablished": "A client's accounting software was connected",
    "ConnectionNeedsReconnect": "A client's accounting software needs reconnecting",
    "ConnectionClosed": "A client's accounting software was disconnected",
    "ConnectionRefused": "A client's accounting software could not be connected",
    "PracticeRegistered": "The practice was registered",
    "PracticeChanged": "The practice's settings changed",
    "PracticeLinkChanged": "The practice's link was switched on or off, or changed",
    "PracticeMessagesChanged": "How the practice's messages look changed",
    "WebhookTest": "A test",
}
#: Pairs of a type and its words, those about clients first.
CHOICES = [(each, WORDS[each], "") for each in WORDS if each in {event.type for event in FEED.events}]
