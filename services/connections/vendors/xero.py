"""Xero (developer.xero.com, "OAuth 2.0" and "Organisation")."""

from __future__ import annotations

import dataclasses

from marshmallow import fields

from services.connections.vendors.answers import Answer, Code, Hint, Identity, Items, Name
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import NotNow, Organisation

_DAY = 24 * 3600


class _Connection(Answer):
    id = Identity(required=True)
    tenant = Identity(required=True, data_key="tenantId")
    kind = fields.String(load_default="ORGANISATION", data_key="tenantType")
    name = Name(load_default="Organisation", data_key="tenantName")


class _Connections(Items):
    items = fields.List(fields.Nested(_Connection), required=True)


class _Details(Answer):
    Name = Name(required=True)
    BaseCurrency = Code(3)
    CountryCode = Code(2)
    LineOfBusiness = Hint()


class _Organisations(Answer):
    Organisations = fields.List(fields.Nested(_Details), required=True)


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
        found = self.get(access, "/connections", _Connections)["items"]
        return [
            Organisation(each["tenant"], each["name"], reference=each["id"])
            for each in found
            if each["kind"] == "ORGANISATION"
        ]

    def details(self, access: str, organisation: Organisation) -> Organisation:
        headers = {"xero-tenant-id": organisation.id}
        found = self.get(access, "/api.xro/2.0/Organisation", _Organisations, **headers)["Organisations"]
        if not found:
            raise NotNow("Xero gave an answer that cannot be read.")
        return dataclasses.replace(
            organisation,
            name=found[0]["Name"],
            country=found[0]["CountryCode"],
            base_currency=found[0]["BaseCurrency"],
            industry_hint=found[0]["LineOfBusiness"],
        )

    def leave(self, access: str, reference: str | None) -> None:
        """Ends this organisation's connection; others of the same sign-in go on."""
        if reference is not None:
            self._ask("DELETE", access, f"/connections/{reference}")
