"""The accounting software there is."""

from __future__ import annotations

from typing import TypedDict

from contracts.errors import Refusal
from contracts.messages import Call, NoArguments, Rpc


class ProviderNotConfigured(Refusal):
    """api.md, Connections"""

    code = "provider_not_configured"
    status = 409
    title = "This accounting software is not set up here"
    template = "{provider} is not set up on this server. Choose other software, or ask whoever runs it."


class Provider(TypedDict):
    """Accounting software. `configured` is whether this installation has the vendor's credentials, `sandbox`
    whether a stand-in plays the vendor.
    """

    id: str
    name: str
    during_setup: bool
    configured: bool
    sandbox: bool


class Providers(TypedDict):
    items: list[Provider]
    next_cursor: str | None


LIST_PROVIDERS = Call("connections", "list_providers", NoArguments, Providers, "read")


def list_providers(rpc: Rpc) -> Providers:
    """The accounting software a client can be connected to."""
    return rpc.call(LIST_PROVIDERS, NoArguments())
