"""The closed sets of the accounts context."""

from __future__ import annotations

from enum import StrEnum


class Plan(StrEnum):
    """What a practice has booked."""

    ESSENTIALS = "essentials"
    ADVANCED = "advanced"


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


class StepState(StrEnum):
    """How far a step of the onboarding is."""

    PENDING = "pending"
    DONE = "done"
    NEEDS_ATTENTION = "needs_attention"


class OnboardingState(StrEnum):
    """How far all of the onboarding is."""

    COMPLETE = "complete"
    PENDING = "pending"
    NEEDS_ATTENTION = "needs_attention"


class OnboardingStep(StrEnum):
    """What other services do for a new client."""

    ACCESS = "access"
    INVITATION = "invitation"
    CONNECTION = "connection"


class ClientView(StrEnum):
    """Which clients a list shows."""

    ALL = "all"
    MINE = "mine"


class ClientStatus(StrEnum):
    """Whether a client is in the daily lists."""

    ACTIVE = "active"
    ARCHIVED = "archived"


class ClientConnection(StrEnum):
    """A client's accounting software, as lists say it."""

    NONE = "none"
    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs_reconnect"


class ClientInvitation(StrEnum):
    """How far a client's invitation is, as lists say it."""

    NONE = "none"
    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    NEEDS_ATTENTION = "needs_attention"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ClientSort(StrEnum):
    """Orders of a list of clients."""

    NAME = "name"
    NAME_DESCENDING = "-name"
    CREATED_AT = "created_at"
    CREATED_AT_DESCENDING = "-created_at"


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


class ImportKind(StrEnum):
    """What a file holds."""

    CLIENTS = "clients"
    PRACTICE_CODES = "practice_codes"


class FileFormat(StrEnum):
    """What a file is."""

    CSV = "csv"
    XLSX = "xlsx"


class ImportStatus(StrEnum):
    """Where an import is."""

    UPLOADING = "uploading"
    READING = "reading"
    MAPPING = "mapping"
    CHECKING = "checking"
    READY = "ready"
    IMPORTING = "importing"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    STOPPED = "stopped"
    UNREADABLE = "unreadable"


class Encoding(StrEnum):
    """Those that a text file can be said to have."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    WINDOWS_1252 = "windows-1252"
    MAC_ROMAN = "mac_roman"
    ISO_8859_15 = "iso-8859-15"
    WINDOWS_1250 = "windows-1250"
    WINDOWS_1254 = "windows-1254"
    CP850 = "cp850"


class ImportField(StrEnum):
    """What a column can be."""

    TYPE = "type"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PRACTICE_CODE = "practice_code"
    COMPANY_NUMBER = "company_number"
    INDUSTRY = "industry"
    SOLUTIONS = "solutions"
    ACCOUNT_MANAGER = "account_manager"
    EMAIL = "email"
    NATIONAL_INSURANCE_NUMBER = "national_insurance_number"
    POSTCODE = "postcode"
    INCOME_SOURCES = "income_sources"
    CRN = "crn"


class RowVerdict(StrEnum):
    """What a row is, before it is imported."""

    NEW = "new"
    NEAR = "near"
    EXACT = "exact"
    INVALID = "invalid"


class RowResult(StrEnum):
    """What became of a row."""

    CREATED = "created"
    CHANGED = "changed"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNDONE = "undone"
    KEPT = "kept"


class Treatment(StrEnum):
    """What to do with a row that resembles a client."""

    CREATE = "create"
    SKIP = "skip"


class RequestState(StrEnum):
    """What became of a practice request."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Match(StrEnum):
    """How alike two clients are."""

    EXACT = "exact"
    NEAR = "near"
