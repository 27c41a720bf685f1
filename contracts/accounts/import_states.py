"""The closed sets of imports: what files are, and where they and their rows are."""

from __future__ import annotations

from enum import StrEnum

from contracts.transitions import Transitions


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


#: What is read or checked anew follows on itself. One that stopped goes on where it did (product.md 8.4).
IMPORT_TRANSITIONS = Transitions(
    ImportStatus,
    {
        ImportStatus.UPLOADING: {ImportStatus.READING},
        ImportStatus.READING: {ImportStatus.MAPPING, ImportStatus.UNREADABLE},
        ImportStatus.UNREADABLE: {ImportStatus.READING},
        ImportStatus.MAPPING: {ImportStatus.READING, ImportStatus.CHECKING},
        ImportStatus.CHECKING: {
            ImportStatus.READING,
            ImportStatus.CHECKING,
            ImportStatus.READY,
            ImportStatus.STOPPED,
        },
        ImportStatus.READY: {ImportStatus.READING, ImportStatus.CHECKING, ImportStatus.IMPORTING},
        ImportStatus.IMPORTING: {ImportStatus.DONE, ImportStatus.STOPPED},
        ImportStatus.DONE: {ImportStatus.UNDOING},
        ImportStatus.UNDOING: {ImportStatus.UNDONE, ImportStatus.STOPPED},
        ImportStatus.UNDONE: (),
        ImportStatus.STOPPED: {ImportStatus.CHECKING, ImportStatus.IMPORTING, ImportStatus.UNDOING},
    },
)


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
    COLLEAGUES = "colleagues"
    TEAMS = "teams"
    ACCESS_LEVEL = "access_level"
    EMAIL = "email"
    NATIONAL_INSURANCE_NUMBER = "national_insurance_number"
    POSTCODE = "postcode"
    INCOME_SOURCES = "income_sources"
    INVITEE_NAME = "invitee_name"
    INVITEE_EMAIL = "invitee_email"
    INVITEE_MOBILE = "invitee_mobile"
    CRN = "crn"


class RowVerdict(StrEnum):
    """What a row is, before it is imported. The last three are of imports that change clients."""

    NEW = "new"
    NEAR = "near"
    EXACT = "exact"
    INVALID = "invalid"
    UPDATE = "update"
    SAME = "same"
    UNMATCHED = "unmatched"


class RowResult(StrEnum):
    """What became of a row."""

    CREATED = "created"
    CHANGED = "changed"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNDONE = "undone"
    KEPT = "kept"
    UNCHANGED = "unchanged"


class ImportMode(StrEnum):
    """Whether rows add clients, change those that they name, or both."""

    CREATE = "create"
    CREATE_AND_UPDATE = "create_and_update"
    UPDATE = "update"


class Treatment(StrEnum):
    """What to do with a row that resembles a client."""

    CREATE = "create"
    SKIP = "skip"
