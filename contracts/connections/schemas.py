"""What the connections context is asked and what it answers."""

from __future__ import annotations

from contracts.fields import Contract, Flag, Id, Told, fields

PROVIDERS = ("xero", "sage", "quickbooks", "freeagent")


class Provider(Told):
    """Accounting software. `configured` is whether this installation has the vendor's credentials."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    during_setup = Flag(required=True)
    configured = Flag(required=True)


class Providers(Told):
    items = fields.List(fields.Nested(Provider), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class GetAuthorization(Contract):
    authorization_id = Id("auth", required=True)


class Authorization(Told):
    id = Id("auth", required=True)
    state = fields.String(required=True)


class Nothing(Contract):
    """No arguments."""
