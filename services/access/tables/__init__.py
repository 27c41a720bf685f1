"""The tables of the access service.

base             what every table of access is made from
users            people
memberships      accounts and who is a member of them
sessions         sessions and API tokens
programs         programs of practices, and their secrets
address_proofs   addresses shown to be somebody's who is no user
credentials      what is beside a password, and how often one was tried
client_access    who may see which client
access_requests  requests to see a client, or to do more with it
access_reviews   reviews of who reaches what
notices          what concerns somebody
teams            teams and who is in them
responsibilities  what somebody may be responsible for at a client, and who is
activity         the audit trail
"""

from __future__ import annotations

from services.access.tables.access_requests import AccessRequest
from services.access.tables.access_reviews import AccessReview, AccessReviewColleague, AccessReviewLine
from services.access.tables.activity import Activity, ActivityHead
from services.access.tables.address_proofs import AddressProof
from services.access.tables.base import Base
from services.access.tables.client_access import ClientAccess, ClientColleague, ClientTeam
from services.access.tables.credentials import PasswordReset, RecoveryCode, SecondFactor, Throttle
from services.access.tables.memberships import Account, Membership
from services.access.tables.notices import DigestSubscriber, Notice
from services.access.tables.programs import ProgramAccount, ProgramSecret
from services.access.tables.responsibilities import ClientResponsibility, Responsibility
from services.access.tables.sessions import Session
from services.access.tables.teams import Team, TeamMember
from services.access.tables.users import User

__all__ = [
    "AccessRequest",
    "AccessReview",
    "AccessReviewColleague",
    "AccessReviewLine",
    "Account",
    "Activity",
    "ActivityHead",
    "AddressProof",
    "Base",
    "ClientAccess",
    "ClientColleague",
    "ClientResponsibility",
    "ClientTeam",
    "DigestSubscriber",
    "Membership",
    "Notice",
    "PasswordReset",
    "ProgramAccount",
    "ProgramSecret",
    "RecoveryCode",
    "Responsibility",
    "SecondFactor",
    "Session",
    "Team",
    "TeamMember",
    "Throttle",
    "User",
]
