"""The tables of the accounts service.

base                 what every table of accounts is made from
practices            practices
access_requests      requests to see a client, as accounts counts them
colleagues           colleagues, teams, responsibilities and ended sessions, from access's events
clients              clients, with what lists show of them
client_words         the words that clients are found by
extract_addresses    extract-by-email addresses, and the numbers in them
onboarding           the steps of creations
documents            documents of clients, and the emails that are known again
drafts               creations that are not finished
imports              imported files, their parts, and what columns were last time
import_rows          the rows of imported files
bulk_invitations     first invitations of many clients at once
saved_views          views of the list of clients that somebody wants again
new_client_requests  requests of people who are new
practice_links       links of practices, and the endings that they have had
practice_requests    what clients request of practices
"""

from __future__ import annotations

from services.accounts.tables.access_requests import AccessRequest
from services.accounts.tables.base import Base
from services.accounts.tables.bulk_invitations import BulkInvitation, BulkInvitationRow
from services.accounts.tables.client_words import ClientWord
from services.accounts.tables.clients import Client
from services.accounts.tables.colleagues import EndedSession, Member, Responsibility, Team, TeamMember
from services.accounts.tables.documents import (
    ApprovedSender,
    ClientDocument,
    ClientSenderPolicy,
    DocumentReceipt,
    HeldMail,
    ReceivedMail,
)
from services.accounts.tables.drafts import ClientDraft
from services.accounts.tables.extract_addresses import ExtractAddress, ExtractCounter
from services.accounts.tables.import_rows import ClientImportRow
from services.accounts.tables.imports import ClientImport, ClientImportPart, ImportMapping
from services.accounts.tables.new_client_requests import NewClientRequest
from services.accounts.tables.onboarding import OnboardingStep
from services.accounts.tables.practice_links import PracticeHandle, PracticeLink
from services.accounts.tables.practice_requests import PracticeRequest
from services.accounts.tables.practices import Practice
from services.accounts.tables.saved_views import SavedView

__all__ = [
    "AccessRequest",
    "ApprovedSender",
    "Base",
    "BulkInvitation",
    "BulkInvitationRow",
    "Client",
    "ClientDocument",
    "ClientDraft",
    "ClientImport",
    "ClientImportPart",
    "ClientImportRow",
    "ClientSenderPolicy",
    "ClientWord",
    "DocumentReceipt",
    "EndedSession",
    "ExtractAddress",
    "ExtractCounter",
    "HeldMail",
    "ImportMapping",
    "Member",
    "NewClientRequest",
    "OnboardingStep",
    "Practice",
    "PracticeHandle",
    "PracticeLink",
    "PracticeRequest",
    "ReceivedMail",
    "Responsibility",
    "SavedView",
    "Team",
    "TeamMember",
]
