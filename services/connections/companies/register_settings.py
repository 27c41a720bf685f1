"""Companies House as this installation has it: by a key, or not at all."""

from __future__ import annotations

from environs import Env

from services.connections.vendor_access import providers
from services.connections.vendors.companies_house import CompaniesHouse

_URL = "https://api.company-information.service.gov.uk"


def configured(env: Env) -> CompaniesHouse | None:
    """The register, where a key is set. Raises `SettingsError`."""
    key = env.str("COMPANIES_HOUSE_KEY", "").strip()
    url = (env.str("COMPANIES_HOUSE_URL", "") or _URL).rstrip("/")
    providers.require_safe("CLIENTELE_COMPANIES_HOUSE_URL", url)
    return CompaniesHouse(url, key) if key else None
