"""Accounting software: shapes, calls and refusals by resource.

companies           companies of the register at Companies House
providers           the accounting software there is
authorizations      sign-ins at vendors
client_connections  clients' connections to accounting software
event_feed          a practice's event feed
webhook_endpoints   where a practice's events are sent
webhook_deliveries  what was sent there
webhook_fields      an endpoint's address and header, checked
catching_up         waiting until connections knows of an event
events              events and commands
states              the closed sets
"""

from __future__ import annotations

from contracts.connections.authorizations import *
from contracts.connections.catching_up import *
from contracts.connections.client_connections import *
from contracts.connections.companies import *
from contracts.connections.event_feed import *
from contracts.connections.providers import *
from contracts.connections.states import *
from contracts.connections.webhook_deliveries import *
from contracts.connections.webhook_endpoints import *
from contracts.messages import calls_among

NAME = "connections"
CALLS = calls_among(globals(), NAME)
