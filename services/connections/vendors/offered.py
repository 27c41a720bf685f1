"""Which vendors of accounting software there are."""

from __future__ import annotations

from services.connections.vendors.freeagent import FreeAgent
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.quickbooks import QuickBooks
from services.connections.vendors.sage import Sage
from services.connections.vendors.xero import Xero

#: In the order in which they are offered.
VENDORS: tuple[type[Vendor], ...] = (Xero, Sage, QuickBooks, FreeAgent)
