"""The tables of the connections service.

base                 what every table of connections is made from
sign_ins             sign-ins at vendors, and the organisations that they reach
grants               tokens of sign-ins, and organisations to be left by them
client_connections   clients' connections
projections          clients, colleagues, teams and ended sessions, as others' events tell of them
vendor_limits        calls made to vendors, for all replicas
event_feed           practices' event feeds
webhooks             webhook endpoints, what is sent to them, and the jobs that send it
"""

from __future__ import annotations

from services.connections.tables.base import Base
from services.connections.tables.client_connections import Connection
from services.connections.tables.event_feed import FeedClock, FeedEvent
from services.connections.tables.grants import Departure, Grant
from services.connections.tables.projections import Client, EndedSession, Member, Team
from services.connections.tables.sign_ins import Authorization, Organisation
from services.connections.tables.vendor_limits import CallMade, Pace, Pause
from services.connections.tables.webhooks import WebhookDelivery, WebhookEndpoint, WebhookLane

__all__ = [
    "Authorization",
    "Base",
    "CallMade",
    "Client",
    "Connection",
    "Departure",
    "EndedSession",
    "FeedClock",
    "FeedEvent",
    "Grant",
    "Member",
    "Organisation",
    "Pace",
    "Pause",
    "Team",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookLane",
]
