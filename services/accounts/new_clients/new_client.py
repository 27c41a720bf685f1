"""The decision to add a client (product.md 2 and 3): request and facts in, a `NewClient` or a refusal out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from contracts.accounts.client_access import ClientAccess
from contracts.accounts.client_fields import IncomeSource
from contracts.accounts.clients import InvitationState, Onboarding
from contracts.accounts.events import ClientCreatedData
from contracts.accounts.new_clients import CreateBusiness, CreateSelfEmployed
from contracts.accounts.states import BookkeepingSoftware
from contracts.connections.authorizations import Organisation
from services.accounts import reference_data, words
from services.accounts.clients import client_checks
from services.accounts.memberships import Membership, PracticeFacts
from services.accounts.new_clients import client_access, first_responsibilities, step_orders
from services.accounts.new_clients.client_access import Unknown
from services.accounts.new_clients.step_orders import Identities, Orders
from services.accounts.onboarding import onboarding_view


class Facts(NamedTuple):
    """What is known when a client is added. `organisation_id` is of one that is chosen by name."""

    membership: Membership
    identities: Identities
    at: datetime.datetime
    unknown: Unknown = Unknown()
    organisation: Organisation | None = None
    organisation_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClient:
    """A client to be, its steps and the event about it. The National Insurance number is not sealed yet."""

    created: ClientCreatedData
    extract_local_part: str
    software: BookkeepingSoftware | None
    email: str | None
    postcode: str | None
    national_insurance_number: str | None
    income_sources: list[IncomeSource]
    access: ClientAccess
    responsible: Mapping[str, str]
    invitation: InvitationState | None
    onboarding: Onboarding
    words: list[str]
    orders: Orders

    @property
    def is_pending(self) -> bool:
        """Whether other services have to do something yet."""
        return self.onboarding["state"] == "pending"


def require_possible(wanted: CreateBusiness | CreateSelfEmployed, practice: PracticeFacts) -> None:
    """Raises `InvalidInput` for what this practice cannot add."""
    client_checks.require_offered(wanted.type, practice.country)
    client_checks.require_industry(_industry(wanted))


def decide(wanted: CreateBusiness | CreateSelfEmployed, facts: Facts) -> NewClient:
    """What is written and said for a client. Raises `InvalidInput`."""
    practice, identities = facts.membership.practice, facts.identities
    require_possible(wanted, practice)
    access = client_access.decide(facts.membership, wanted.access, facts.unknown)
    responsible = first_responsibilities.decide(wanted.responsibilities, facts.unknown)
    orders = step_orders.decide(wanted, access, facts.membership, identities, facts.organisation_id)
    currency, country = _currency_and_country(facts.organisation, practice)
    person = wanted if isinstance(wanted, CreateSelfEmployed) else None
    return NewClient(
        created={
            "client_id": identities.client_id,
            "practice_id": practice.id,
            "crn": identities.crn,
            "type": wanted.type,
            "name": wanted.name,
            "practice_code": wanted.practice_code,
            "company_number": _company_number(wanted),
            "industry": _industry(wanted),
            "solutions": list(wanted.solutions or practice.solutions),
            "base_currency": currency,
            "country": country,
            "invited": wanted.invitation is not None,
            "created_by": facts.membership.user_id,
            "created_at": facts.at,
            "version": 1,
        },
        extract_local_part=identities.extract_local_part,
        software=wanted.software,
        email=wanted.email,
        postcode=wanted.postcode,
        national_insurance_number=person.national_insurance_number if person else None,
        income_sources=person.income_sources if person else [],
        access=access,
        responsible=responsible,
        invitation=step_orders.first_invitation(orders),
        onboarding=onboarding_view.first(orders),
        words=words.of_client(wanted.name, wanted.practice_code, identities.crn, _company_number(wanted)),
        orders=orders,
    )


def _company_number(wanted: CreateBusiness | CreateSelfEmployed) -> str | None:
    return wanted.company_number if isinstance(wanted, CreateBusiness) else None


def _industry(wanted: CreateBusiness | CreateSelfEmployed) -> str | None:
    return wanted.industry if isinstance(wanted, CreateBusiness) else None


def _currency_and_country(found: Organisation | None, practice: PracticeFacts) -> tuple[str, str]:
    """What the accounting software tells (product.md 2.4), else the practice's defaults."""
    currency = found["base_currency"] if found else None
    country = found["country"] if found else None
    return (
        currency if currency in reference_data.currencies() and currency else practice.base_currency,
        country if country in reference_data.countries() and country else practice.country,
    )
