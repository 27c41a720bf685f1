"""The closed sets of the accounts context."""

from __future__ import annotations

from enum import StrEnum

from contracts.transitions import Transitions


class Plan(StrEnum):
    """What a practice has booked."""

    ESSENTIALS = "essentials"
    ADVANCED = "advanced"


class HiddenClients(StrEnum):
    """Whether colleagues find clients that they cannot see, to ask for them (docs/adr/0052)."""

    EXACT = "exact"
    SEARCH = "search"
    OFF = "off"


class Solution(StrEnum):
    """What a client uses (product.md 2.2)."""

    BOOKKEEPING = "bookkeeping"
    INSIGHTS = "insights"


class ClientType(StrEnum):
    """Who a client is."""

    BUSINESS = "business"
    SELF_EMPLOYED = "self_employed"


class IncomeSourceType(StrEnum):
    """Where a self-employed person's income is from."""

    SELF_EMPLOYMENT = "self_employment"
    UK_PROPERTY = "uk_property"


class ReferenceKind(StrEnum):
    """The lists to choose from."""

    INDUSTRIES = "industries"
    SOLUTIONS = "solutions"
    COUNTRIES = "countries"
    CURRENCIES = "currencies"
    INCOME_SOURCE_TYPES = "income-source-types"


class ChannelKind(StrEnum):
    """What a message goes by."""

    EMAIL = "email"
    SMS = "sms"


class SyncResult(StrEnum):
    """What became of an organisation."""

    CREATED = "created"
    SKIPPED = "skipped"


class AddressState(StrEnum):
    """Whether an extract-by-email address is the client's of today."""

    CURRENT = "current"
    RETIRED = "retired"


class WizardStep(StrEnum):
    """The steps of adding a client."""

    TYPE = "type"
    SOLUTIONS = "solutions"
    SOFTWARE = "software"
    DETAILS = "details"
    ACCESS = "access"
    INVITATION = "invitation"


class WizardStepState(StrEnum):
    """How far a draft is in one step."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    NOT_NEEDED = "not_needed"
    NEEDS_ATTENTION = "needs_attention"


class RequestKind(StrEnum):
    """Who asks to be taken on."""

    EXISTING_ACCOUNT = "existing_account"
    NEW_CLIENT = "new_client"


class BookkeepingSoftware(StrEnum):
    """What somebody says they keep their books with."""

    XERO = "xero"
    SAGE = "sage"
    QUICKBOOKS = "quickbooks"
    FREEAGENT = "freeagent"
    OTHER = "other"
    NONE = "none"


class RequestState(StrEnum):
    """What became of a practice request."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


#: One that another practice was quicker with is withdrawn (product.md 7.1).
REQUEST_TRANSITIONS = Transitions(
    RequestState,
    {
        RequestState.PENDING: {
            RequestState.ACCEPTED,
            RequestState.DECLINED,
            RequestState.WITHDRAWN,
            RequestState.EXPIRED,
        },
        RequestState.ACCEPTED: (),
        RequestState.DECLINED: (),
        RequestState.WITHDRAWN: (),
        RequestState.EXPIRED: (),
    },
)


class Match(StrEnum):
    """How alike two clients are."""

    EXACT = "exact"
    NEAR = "near"
