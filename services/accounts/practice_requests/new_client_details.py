"""What somebody new says of themself, and the client that it would make: plain values."""

from __future__ import annotations

from typing import NamedTuple

from contracts.accounts.client_access import Access
from contracts.accounts.client_fields import IncomeSource
from contracts.accounts.clients import ToldIncomeSource
from contracts.accounts.duplicates import CheckDuplicates
from contracts.accounts.new_client_requests import AnyNewClient, RequestAsBusiness, RequestDetails
from contracts.accounts.new_clients import CreateBusiness, CreateSelfEmployed, Invitee, InviteeThemself
from contracts.accounts.states import BookkeepingSoftware, ClientType


class Details(NamedTuple):
    """As they are sealed: all that was said. `contact_name` is the person's, `name` the client's."""

    name: str
    contact_name: str
    email: str
    mobile: str | None
    company_number: str | None
    postcode: str | None
    income_sources: list[ToldIncomeSource]
    message: str | None


def said(wanted: AnyNewClient, email: str, mobile: str | None) -> Details:
    """What was entered, with the address that was shown and the number as it is dialled."""
    business = wanted if isinstance(wanted, RequestAsBusiness) else None
    sources = [] if isinstance(wanted, RequestAsBusiness) else wanted.income_sources
    return Details(
        name=wanted.name,
        contact_name=business.contact_name if business else wanted.name,
        email=email,
        mobile=mobile,
        company_number=business.company_number if business else None,
        postcode=wanted.postcode,
        income_sources=[{"name": each.name, "type": each.type} for each in sources],
        message=wanted.message,
    )


def shown(details: Details, software: str) -> RequestDetails:
    """As who decides sees it, beside the names."""
    return {
        "email": details.email,
        "mobile": details.mobile,
        "company_number": details.company_number,
        "postcode": details.postcode,
        "income_sources": details.income_sources,
        "software": BookkeepingSoftware(software),
        "message": details.message,
    }


def resembling(details: Details) -> CheckDuplicates:
    """What a client of the practice that they are already would have."""
    wanted: CheckDuplicates = {"name": details.name, "email": details.email}
    if details.company_number is not None:
        wanted["company_number"] = details.company_number
    return wanted


def as_client(
    kind: str, details: Details, software: str, access: Access, *, acknowledged: bool
) -> CreateBusiness | CreateSelfEmployed:
    """The client to be, with whoever asked invited at the address that they showed."""
    if kind == ClientType.BUSINESS:
        return CreateBusiness(
            type=ClientType.BUSINESS,
            name=details.name,
            company_number=details.company_number,
            software=BookkeepingSoftware(software),
            email=details.email,
            postcode=details.postcode,
            access=access,
            invitation=Invitee(name=details.contact_name, email=details.email, mobile=details.mobile),
            acknowledge_existing_user=acknowledged,
        )
    return CreateSelfEmployed(
        type=ClientType.SELF_EMPLOYED,
        name=details.name,
        software=BookkeepingSoftware(software),
        email=details.email,
        postcode=details.postcode,
        income_sources=[
            IncomeSource(name=each["name"], type=each["type"]) for each in details.income_sources
        ],
        access=access,
        invitation=InviteeThemself(name=details.contact_name, email=details.email, mobile=details.mobile),
        acknowledge_existing_user=acknowledged,
    )
