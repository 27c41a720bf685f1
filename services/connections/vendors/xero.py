"""Xero (developer.xero.com, "OAuth 2.0" and "Organisation")."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Annotated

from marshmallow import fields

from contracts.shapes import schema_of
from services.connections.vendors.answers import Code, Hint, Identity, Name
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import NotNow, Organisation

_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class _Connection:
    id: Annotated[str, Identity()]
    tenant: Annotated[str, Identity(data_key="tenantId")]
    kind: Annotated[str, fields.String(data_key="tenantType")] = "ORGANISATION"
    name: Annotated[str, Name(data_key="tenantName")] = "Organisation"


@dataclass(frozen=True, slots=True)
class _Connections:
    items: list[_Connection]


@dataclass(frozen=True, slots=True)
class _Details:
    name: Annotated[str, Name(data_key="Name")]
    base_currency: Annotated[str | None, Code(3, data_key="BaseCurrency")] = None
    country: Annotated[str | None, Code(2, data_key="CountryCode")] = None
    line_of_business: Annotated[str | None, Hint(data_key="LineOfBusiness")] = None


@dataclass(frozen=True, slots=True)
class _Organisations:
    organisations: Annotated[
        list[_Details], fields.List(fields.Nested(schema_of(_Details)), data_key="Organisations")
    ]


class Xero(Vendor):
    id = "xero"
    name = "Xero"
    during_setup = True
    authorize_url = "https://login.xero.com/identity/connect/authorize"
    token_url = "https://identity.xero.com/connect/token"  # noqa: S105  an address
    revoke_url = "https://identity.xero.com/connect/revocation"
    api_url = "https://api.xero.com"
    scopes = "offline_access accounting.settings.read"
    refresh_life = 60 * _DAY
    grace = 30 * 60
    revoking_ends_all = True

    def organisations(self, access: str, realm_id: str | None) -> list[Organisation]:
        found = self.get(access, "/connections", _Connections).items
        return [
            Organisation(each.tenant, each.name, reference=each.id)
            for each in found
            if each.kind == "ORGANISATION"
        ]

    def details(self, access: str, organisation: Organisation) -> Organisation:
        headers = {"xero-tenant-id": organisation.id}
        found = self.get(access, "/api.xro/2.0/Organisation", _Organisations, **headers).organisations
        if not found:
            raise NotNow("Xero gave an answer that cannot be read.")
        return dataclasses.replace(
            organisation,
            name=found[0].name,
            country=found[0].country,
            base_currency=found[0].base_currency,
            industry_hint=found[0].line_of_business,
        )

    def leave(self, access: str, reference: str | None) -> None:
        """Ends this organisation's connection; others of the same sign-in go on."""
        if reference is not None:
            self._ask("DELETE", access, f"/connections/{reference}")
