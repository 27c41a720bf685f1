"""The vendors of accounting software: a module and a line each (CONTRIBUTING.md, "Add a vendor").

xero, sage, quickbooks, freeagent   what is each vendor's own
oauth     signing in, refreshing and revoking, as most vendors have it
port      what every vendor gives, and how it refuses
line      HTTP to a vendor, within bounds
answers   the vendors' answers as schemas
trouble   what a status means: wait, come back later, never
"""

from __future__ import annotations

from services.connections.vendors.freeagent import FreeAgent
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.quickbooks import QuickBooks
from services.connections.vendors.sage import Sage
from services.connections.vendors.xero import Xero

#: In the order in which they are offered.
VENDORS: tuple[type[Vendor], ...] = (Xero, Sage, QuickBooks, FreeAgent)
