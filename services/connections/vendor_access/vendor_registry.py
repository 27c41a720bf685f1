"""The vendors that this installation has, with what seals their tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.security.vault import Vault
from services.connections.vendor_access import providers
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import NotNow


@dataclass(frozen=True, slots=True)
class VendorRegistry:
    """What use cases work with: where tokens are sealed, and the vendors there are, by id."""

    vault: Vault
    vendors: Mapping[str, Vendor]

    def vendor(self, provider: str) -> Vendor:
        """The vendor of something that was begun. Raises `NotNow` where its credentials are gone since."""
        if provider not in self.vendors:
            raise NotNow(f"{providers.name_of(provider)} is not set up on this server any more.")
        return self.vendors[provider]
