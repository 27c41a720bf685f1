"""The closed sets of the access context."""

from __future__ import annotations

from enum import StrEnum

from contracts.transitions import Transitions


class PracticeRole(StrEnum):
    """What a colleague may do (product.md 1.2)."""

    PRACTICE_ADMIN = "practice_admin"
    CLIENT_ADMIN = "client_admin"
    STANDARD = "standard"


#: Who manages clients, colleagues and teams of a practice, and sees every client.
ADMINS = (PracticeRole.PRACTICE_ADMIN, PracticeRole.CLIENT_ADMIN)
#: How a refusal names them, and who may add clients.
ADMIN_ROLES = " or ".join(ADMINS)
ADDER_ROLES = f"{ADMIN_ROLES}, or the permission to add clients"


class ClientRole(StrEnum):
    """What a client's user may do."""

    BUSINESS_ADMIN = "business_admin"
    USER_ADMIN = "user_admin"
    STANDARD_USER = "standard_user"


class Permission(StrEnum):
    """What a colleague may do beyond the role."""

    ADD_CLIENTS = "add_clients"


class Scope(StrEnum):
    """What an API token may do."""

    READ = "read"
    WRITE = "write"


class ProgramScope(StrEnum):
    """What a program may do: a part of the API, to read or to change, which includes reading."""

    PRACTICE_READ = "practice:read"
    PRACTICE_WRITE = "practice:write"
    TEAM_READ = "team:read"
    TEAM_WRITE = "team:write"
    CLIENTS_READ = "clients:read"
    CLIENTS_WRITE = "clients:write"
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_WRITE = "documents:write"
    IMPORTS_READ = "imports:read"
    IMPORTS_WRITE = "imports:write"
    INVITATIONS_READ = "invitations:read"
    INVITATIONS_WRITE = "invitations:write"
    CONNECTIONS_READ = "connections:read"
    CONNECTIONS_WRITE = "connections:write"
    EVENTS_READ = "events:read"
    ACTIVITY_READ = "activity:read"


class AccessReason(StrEnum):
    """Why somebody sees a client."""

    ROLE = "role"
    EVERYONE = "everyone"
    ACCOUNT_MANAGER = "account_manager"
    COLLEAGUE = "colleague"
    TEAM = "team"
    RESPONSIBILITY = "responsibility"


class AccessLevel(StrEnum):
    """What a colleague may do with a client that they were given (docs/adr/0064), each more than the one
    before: `view` sees it; `work` also invites, resends, connects, files documents and edits settings but the
    practice code; `manage` does all that a colleague may (product.md 1.2).
    """

    VIEW = "view"
    WORK = "work"
    MANAGE = "manage"

    @property
    def and_above(self) -> tuple[AccessLevel, ...]:
        """The levels that let do what this one does."""
        levels = tuple(AccessLevel)
        return levels[levels.index(self) :]


class EndingGrant(StrEnum):
    """What may end by itself beside what single colleagues are given (docs/adr/0056)."""

    EVERYONE = "everyone"
    TEAM = "team"
    ACCOUNT_MANAGER = "account_manager"


class AccountKind(StrEnum):
    """Whose account it is."""

    PRACTICE = "practice"
    CLIENT = "client"


class ColleagueStatus(StrEnum):
    """Whether a colleague can sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


class MembershipStatus(StrEnum):
    """A colleague's membership, as calls and events show it."""

    INVITED = "invited"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    REMOVED = "removed"


#: Whoever was removed can be invited anew; who was deactivated comes back as they were (product.md 1.4).
MEMBERSHIP_TRANSITIONS = Transitions(
    MembershipStatus,
    {
        MembershipStatus.INVITED: {MembershipStatus.ACTIVE, MembershipStatus.REMOVED},
        MembershipStatus.ACTIVE: {MembershipStatus.DEACTIVATED, MembershipStatus.REMOVED},
        MembershipStatus.DEACTIVATED: {MembershipStatus.ACTIVE, MembershipStatus.REMOVED},
        MembershipStatus.REMOVED: {MembershipStatus.INVITED},
    },
)


class ClientUserStatus(StrEnum):
    """Whether a client's user can sign in."""

    INVITED = "invited"
    NO_LOGIN = "no_login"
    ACTIVE = "active"


class ClientMembershipStatus(StrEnum):
    """A membership in a client's account, as calls and events show it."""

    INVITED = "invited"
    NO_LOGIN = "no_login"
    ACTIVE = "active"
    REMOVED = "removed"


#: Whoever was removed can be added anew, and comes in by an invitation of later than that (product.md 5.6).
CLIENT_MEMBERSHIP_TRANSITIONS = Transitions(
    ClientMembershipStatus,
    {
        ClientMembershipStatus.INVITED: {ClientMembershipStatus.ACTIVE, ClientMembershipStatus.REMOVED},
        ClientMembershipStatus.NO_LOGIN: {ClientMembershipStatus.ACTIVE, ClientMembershipStatus.REMOVED},
        ClientMembershipStatus.ACTIVE: {ClientMembershipStatus.REMOVED},
        ClientMembershipStatus.REMOVED: {
            ClientMembershipStatus.INVITED,
            ClientMembershipStatus.NO_LOGIN,
            ClientMembershipStatus.ACTIVE,
        },
    },
)


class AccessRequestState(StrEnum):
    """What became of a request to see a client."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


#: One whose client or whose colleague is gone is withdrawn by nobody (docs/adr/0052).
ACCESS_REQUEST_TRANSITIONS = Transitions(
    AccessRequestState,
    {
        AccessRequestState.PENDING: {
            AccessRequestState.APPROVED,
            AccessRequestState.DECLINED,
            AccessRequestState.WITHDRAWN,
            AccessRequestState.EXPIRED,
        },
        AccessRequestState.APPROVED: (),
        AccessRequestState.DECLINED: (),
        AccessRequestState.WITHDRAWN: (),
        AccessRequestState.EXPIRED: (),
    },
)


class AccessRequestView(StrEnum):
    """Whose requests a list is of."""

    ALL = "all"
    MINE = "mine"
    TO_DECIDE = "to_decide"


class AccessReviewScope(StrEnum):
    """Whose access a review is of."""

    EVERYONE = "everyone"
    TEAM = "team"
    COLLEAGUE = "colleague"


class AccessReviewState(StrEnum):
    """How far a review is."""

    OPEN = "open"
    SIGNED_OFF = "signed_off"
    CANCELLED = "cancelled"


#: What was signed off, or given up, stays as it is (docs/adr/0074).
ACCESS_REVIEW_TRANSITIONS = Transitions(
    AccessReviewState,
    {
        AccessReviewState.OPEN: {AccessReviewState.SIGNED_OFF, AccessReviewState.CANCELLED},
        AccessReviewState.SIGNED_OFF: (),
        AccessReviewState.CANCELLED: (),
    },
)


class ReviewDecision(StrEnum):
    """What a reviewer decides about how somebody reaches a client."""

    KEEP = "keep"
    CHANGE = "change"
    END = "end"


class NoticeKind(StrEnum):
    """What somebody has notice of (docs/adr/0072)."""

    CLIENT_GIVEN = "client_given"
    CLIENT_TO_MANAGE = "client_to_manage"
    ACCESS_REQUESTED = "access_requested"
    REQUEST_APPROVED = "request_approved"
    REQUEST_DECLINED = "request_declined"
    REQUEST_EXPIRED = "request_expired"
    ACCESS_ENDS = "access_ends"
    CONNECTION_BROKEN = "connection_broken"


class NoticeDigest(StrEnum):
    """How often somebody gets a mail about what they have not read."""

    NEVER = "never"
    DAILY = "daily"


class AccessChange(StrEnum):
    """What became of a client's access."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_FOUND = "not_found"


class LinkPurpose(StrEnum):
    """What a mailed link is for."""

    PASSWORD = "password"  # noqa: S105  what a link is for, and no password
    CONFIRMATION = "confirmation"
    NEW_CLIENT = "new_client"
