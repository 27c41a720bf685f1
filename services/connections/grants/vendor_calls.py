"""Doing something at a vendor with a grant's access: others ask for the act and never get a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from chassis.database.engine import Database
from services.connections.grants import refreshing_grants
from services.connections.vendor_access import call_limits
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import AccessEnded

Result = TypeVar("Result")


def at_vendor(
    database: Database,
    registry: VendorRegistry,
    grant_id: str,
    errand: Callable[[Vendor, str], Result],
    organisation_id: str | None = None,
) -> Result:
    """Run the errand with the vendor and an access token; once more with a new one where it had ended.

    Raises `Refused`, `NotNow`.
    """
    held = refreshing_grants.fresh(database, registry, grant_id)
    vendor = registry.vendor(held.provider)
    # A call for no organisation in particular is paced by the sign-in.
    paced = organisation_id or grant_id
    try:
        with call_limits.paced(database, vendor, paced):
            return errand(vendor, held.access)
    except AccessEnded:
        held = refreshing_grants.fresh(database, registry, grant_id, than=held.version)
        with call_limits.paced(database, vendor, paced):
            return errand(vendor, held.access)
