"""The accounting software that clients can be connected to (product.md 2.3), as this installation has it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from environs import Env

from chassis.process.settings import SettingsError
from contracts.connections import Provider, ProviderNotConfigured, Providers
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.offered import VENDORS
from services.connections.vendors.port import App


def configured(env: Env) -> dict[str, Vendor]:
    """The vendors for which this installation has credentials, by id. Raises `SettingsError`."""
    return {vendor.id: made for vendor in VENDORS if (made := _made(env, vendor)) is not None}


def _made(env: Env, vendor: type[Vendor]) -> Vendor | None:
    prefix = vendor.id.upper()
    client_id, secret = env.str(f"{prefix}_CLIENT_ID", ""), env.str(f"{prefix}_CLIENT_SECRET", "")
    if not client_id or not secret:
        return None

    def address(name: str, default: str) -> str:
        url = (env.str(f"{prefix}_{name}", "") or default).rstrip("/")
        require_safe(f"CLIENTELE_{prefix}_{name}", url)
        return url

    app = App(
        client_id=client_id,
        client_secret=secret,
        redirect_uri=f"{env.str('PUBLIC_URL').rstrip('/')}/oauth/{vendor.id}/callback",
        authorize_url=address("AUTHORIZE_URL", vendor.authorize_url),
        token_url=address("TOKEN_URL", vendor.token_url),
        api_url=address("API_URL", vendor.api_url),
        revoke_url=address("REVOKE_URL", vendor.revoke_url),
    )
    return vendor(app)


def require_safe(name: str, url: str) -> None:
    """Raises `SettingsError`: tokens and keys go by https, or to a stand-in.

    That is on loopback, or at a container's name, which has no dot.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    stand_in = parts.scheme == "http" and (host == "127.0.0.1" or (host != "" and "." not in host))
    if url and parts.scheme != "https" and not stand_in:
        raise SettingsError(f"{name}: must begin with https:// unless it is a stand-in on this machine")


def named(vendors: Mapping[str, Vendor], provider: str) -> Vendor:
    """The vendor of this id. Raises `ProviderNotConfigured`."""
    if provider not in vendors:
        raise ProviderNotConfigured(provider=name_of(provider))
    return vendors[provider]


def name_of(provider: str) -> str:
    """A provider's name for people."""
    return next((vendor.name for vendor in VENDORS if vendor.id == provider), provider)


def _is_played(vendor: Vendor) -> bool:
    """Only a stand-in is spoken to by http (`require_safe`)."""
    return urlsplit(vendor.app.token_url).scheme == "http"


def view(vendors: Mapping[str, Vendor]) -> Providers:
    """All providers, as api.md shows them."""
    items: list[Provider] = [
        {
            "id": v.id,
            "name": v.name,
            "during_setup": v.during_setup,
            "configured": v.id in vendors,
            "sandbox": v.id in vendors and _is_played(vendors[v.id]),
        }
        for v in VENDORS
    ]
    return {"items": items, "next_cursor": None}
