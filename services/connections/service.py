"""The connections service: which accounting software there is, and sign-ins at its vendors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.database import Database
from chassis.entrypoints import Configured, Data, rpc
from chassis.rpc.asked import Asked
from chassis.settings import Settings, environment
from contracts import connections
from services.connections import authorizations, providers

Told = dict[str, Any]


class Connections:
    """Entrypoints only: load, call, dump."""

    name = connections.NAME
    database: Database = Data()
    configured: frozenset[str] = Configured("configured")

    @rpc(connections.LIST_PROVIDERS)
    def list_providers(self, asked: Asked) -> Told:
        return providers.view(self.configured)

    @rpc(connections.GET_AUTHORIZATION)
    def get_authorization(self, asked: Asked) -> Told:
        return authorizations.get(self.database, asked.caller, asked.data["authorization_id"])


def prepare(_settings: Settings) -> Mapping[str, Any]:
    """The parts of this service that its settings decide."""
    return {"configured": providers.configured(environment())}
