"""What the access context is asked and what it answers."""

from __future__ import annotations

from typing import Any

from contracts.addresses import Email, LoginEmail
from contracts.fields import (
    Choice,
    Contract,
    Flag,
    Id,
    ListOf,
    Moment,
    Name,
    NewPassword,
    Part,
    Pattern,
    Result,
    Secret,
    Text,
    Whole,
    fields,
)
from contracts.links import LinkToken

PRACTICE_ROLES = ("practice_admin", "client_admin", "standard")
CLIENT_ROLES = ("business_admin", "user_admin", "standard_user")
PERMISSIONS = ("add_clients",)
SCOPES = ("read", "write")
REASONS = ("role", "everyone", "account_manager", "colleague", "team")


class PageQuery(Contract):
    """One page of a list."""

    limit = Whole(1, 200, load_default=50)
    cursor = Text(
        "a cursor", longest=600, load_default=None, metadata={"description": "next_cursor of the page before"}
    )


class IfVersion(Contract):
    """`if_version` refuses a stale edit; the gateway takes it from If-Match."""

    if_version = Whole(1, 2**53, metadata={"internal": True})


class Settled(Result):
    """`message_ids` name the events that carry the change to the other services."""

    message_ids = fields.List(fields.String(), required=True)


class User(Result):
    id = Id("user", required=True)
    name = Text(required=True)
    email = Email(required=True)
    email_confirmed = Flag(
        metadata={"description": "False until a link that was sent to the address has been confirmed"}
    )


class Account(Result):
    """One account the user can act for. `kind` is practice or client; `permissions` are beyond the role's."""

    id = fields.String(required=True)
    kind = Choice(("practice", "client"), required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    permissions = fields.List(fields.String())


class RegisterOwner(Contract):
    practice_name = Name("the practice's name", required=True)
    name = Name("your name", required=True)
    email = Email("your email address", required=True)
    password = NewPassword(required=True)


class OwnerRegistered(Result):
    practice_id = Id("prac", required=True)
    user = Part(User, required=True)
    membership_version = fields.Integer(required=True)


class SignIn(Contract):
    """`address` is the network address the request came from, for throttling."""

    email = LoginEmail(required=True)
    password = Secret("your password", required=True)
    totp = Text(
        "a code",
        longest=40,
        allow_none=True,
        load_default=None,
        metadata={"description": "Of the authenticator app, where one is used, or a recovery code"},
    )
    account_id = Text("an account", longest=64, allow_none=True, load_default=None)
    user_agent = Text(longest=300, load_default="", shortest=0, metadata={"internal": True})
    address = Text(longest=64, load_default="", shortest=0, metadata={"internal": True})


class Session(Result):
    user = Part(User, required=True)
    account = Part(Account, required=True)
    accounts = fields.List(fields.Nested(Account), required=True)
    expires_at = Moment(required=True)


class SignedIn(Session):
    token = fields.String(required=True)


class SessionAccount(Result):
    id = fields.String(required=True)
    kind = Choice(("practice", "client"), required=True)
    name = fields.String(required=True)


class Authenticate(Contract):
    """`token_hash` is the SHA-256 of the session's token in hex: the token itself does not travel."""

    token_hash = Text(longest=64, shortest=64, required=True)


class Authenticated(Result):
    """`passport` is the signed identity to show to every service, good until `passport_expires_at`."""

    passport = fields.String(required=True)
    passport_expires_at = fields.Float(required=True)
    #: Who may be shown the passport (`chassis.security.identity`). Not told by the release before.
    audience = fields.String()
    session_id = fields.String(required=True)
    user_id = fields.String(required=True)
    account_id = fields.String(required=True)


class SwitchAccount(Contract):
    account_id = Text("an account", longest=64, required=True)


class Switched(Session):
    """`message_ids` name the events that carry the change to the other services."""

    message_ids = fields.List(fields.String(), required=True)


class SessionEnded(Result):
    """`message_ids` name the events that carry the change to the other services."""

    message_ids = fields.List(fields.String(), required=True)


class Colleague(Result):
    """`manages_clients` is how many clients they are the account manager of."""

    id = Id("user", required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    role = Choice(PRACTICE_ROLES, required=True)
    permissions = fields.List(fields.String(), required=True)
    status = Choice(("invited", "active", "deactivated"), required=True)
    owner = fields.Boolean(required=True)
    team_ids = fields.List(Id("team"), required=True)
    manages_clients = Whole(0, 2**53, required=True)
    version = Whole(1, 2**53, required=True)


class ColleagueSettled(Colleague, Settled):
    pass


class InviteColleague(Contract):
    name = Name("the colleague's name", required=True)
    email = Email("the colleague's email address", required=True)
    role = Choice(PRACTICE_ROLES, "a role", required=True)
    permissions = ListOf(Choice(PERMISSIONS, "a permission"), longest=len(PERMISSIONS), load_default=list)
    team_ids = ListOf(Id("team"), longest=100, load_default=list)


class ColleaguePage(Result):
    items = fields.List(fields.Nested(Colleague), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class GetColleague(Contract):
    user_id = Id("user", required=True)


class ChangeColleague(IfVersion):
    """Only what is given is changed."""

    user_id = Id("user", required=True)
    role = Choice(PRACTICE_ROLES, "a role")
    permissions = ListOf(Choice(PERMISSIONS, "a permission"), longest=len(PERMISSIONS))


class EndColleague(Contract):
    """`reassign_managed_clients_to` is needed where they manage clients; null leaves these without."""

    user_id = Id("user", required=True)
    reassign_managed_clients_to = Id("user", allow_none=True)


class Team(Result):
    id = Id("team", required=True)
    name = fields.String(required=True)
    member_ids = fields.List(Id("user"), required=True)
    version = Whole(1, 2**53, required=True)


class TeamSettled(Team, Settled):
    pass


class CreateTeam(Contract):
    name = Name("the team's name", longest=100, required=True)
    member_ids = ListOf(Id("user"), longest=1000, load_default=list)


class TeamPage(Result):
    items = fields.List(fields.Nested(Team), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class GetTeam(Contract):
    team_id = Id("team", required=True)


class ChangeTeam(IfVersion):
    """Only what is given is changed; `member_ids` is the whole of who is in it."""

    team_id = Id("team", required=True)
    name = Name("the team's name", longest=100)
    member_ids = ListOf(Id("user"), longest=1000)


class GetClientAccess(Contract):
    client_id = Id("client", required=True)


class PutClientAccess(IfVersion):
    """Who sees a client, beside the admins (product.md 2.5). What is left out is not given."""

    client_id = Id("client", required=True)
    everyone = Flag(load_default=False)
    colleague_ids = ListOf(Id("user"), longest=500, load_default=list)
    team_ids = ListOf(Id("team"), longest=100, load_default=list)
    account_manager_id = Id("user", allow_none=True, load_default=None)


class GrantedAccess(Result):
    everyone = Flag(required=True)
    colleague_ids = fields.List(Id("user"), required=True)
    team_ids = fields.List(Id("team"), required=True)
    account_manager_id = Id("user", required=True, allow_none=True)
    version = Whole(1, 2**53, required=True)


class GrantedAccessSettled(GrantedAccess, Settled):
    pass


class GivenAccess(Contract):
    everyone = Flag(load_default=False)
    colleague_ids = ListOf(Id("user"), longest=100, load_default=list)
    team_ids = ListOf(Id("team"), longest=100, load_default=list)
    account_manager_id = Id("user", allow_none=True, load_default=None)


class TakenAccess(GivenAccess):
    """`account_manager_id` is taken from the clients that this person manages."""


def _nothing() -> dict[str, Any]:
    return {"everyone": False, "colleague_ids": [], "team_ids": [], "account_manager_id": None}


class ChangeAccessOfMany(Contract):
    """Whatever is both given and taken is taken, but for the account manager."""

    client_ids = ListOf(Id("client"), longest=200, shortest=1, required=True)
    give = Part(GivenAccess, "what is given", load_default=_nothing)
    take = Part(TakenAccess, "what is taken", load_default=_nothing)


class AccessResult(Result):
    client_id = Id("client", required=True)
    result = Choice(("changed", "unchanged", "not_found"), required=True)


class AccessResults(Result):
    items = fields.List(fields.Nested(AccessResult), required=True)


class AccessResultsSettled(AccessResults, Settled):
    pass


class ClientUser(Result):
    """`no_login` is somebody who cannot sign in; `invited`, who has not accepted yet."""

    id = Id("user", required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    role = Choice(CLIENT_ROLES, required=True)
    status = Choice(("invited", "no_login", "active"), required=True)
    owner = Flag(required=True)
    version = Whole(1, 2**53, required=True)


class ListClientUsers(PageQuery):
    client_id = Id("client", required=True)


class ClientUsers(Result):
    items = fields.List(fields.Nested(ClientUser), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AddClientUser(Contract):
    """`invite` false adds them without a login; they can be invited later."""

    client_id = Id("client", required=True)
    name = Name("the person's name", required=True)
    email = Email("the person's email address", required=True)
    role = Choice(CLIENT_ROLES, "a role", load_default="standard_user")
    invite = Flag(load_default=True)
    acknowledge_existing_user = Flag(load_default=False)


class ChangeClientUser(IfVersion):
    client_id = Id("client", required=True)
    user_id = Id("user", required=True)
    role = Choice(CLIENT_ROLES, "a role", required=True)


class RemoveClientUser(Contract):
    client_id = Id("client", required=True)
    user_id = Id("user", required=True)


class ListActivity(PageQuery):
    """`user_id` is of who did something, or to whom it was done; `kind` such as `colleague.removed`."""

    client_id = Id("client", load_default=None)
    user_id = Id("user", load_default=None)
    kind = Pattern("[a-z_]{1,30}\\.[a-z_]{1,30}", "Use a kind like colleague.removed.", load_default=None)


class Named(Result):
    """Somebody or something, by the name of today; null where nobody knows it any more."""

    id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)


class ActivityLine(Result):
    """A line of the audit trail. `names` are those of whoever `before` and `after` name by id."""

    place = Whole(1, 2**53, required=True)
    at = Moment(required=True)
    kind = fields.String(required=True)
    actor = Part(Named, required=True, allow_none=True)
    client = Part(Named, required=True, allow_none=True)
    user = Part(Named, required=True, allow_none=True)
    team = Part(Named, required=True, allow_none=True)
    before = fields.Dict(required=True, allow_none=True)
    after = fields.Dict(required=True, allow_none=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    correlation_id = fields.String(required=True)
    hash = fields.String(required=True)


class ActivityPage(Result):
    items = fields.List(fields.Nested(ActivityLine), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ListPeopleWithAccess(PageQuery):
    client_id = Id("client", required=True)
    user_id = Id("user", load_default=None)


class Reason(Result):
    """Why somebody sees a client; `role`, or the team, beside it."""

    reason = Choice(REASONS, required=True)
    role = fields.String()
    team_id = Id("team")
    name = fields.String()


class PersonWithAccess(Result):
    user_id = Id("user", required=True)
    name = fields.String(required=True)
    reasons = fields.List(fields.Nested(Reason), required=True)


class PeopleWithAccess(Result):
    items = fields.List(fields.Nested(PersonWithAccess), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class LookUpEmail(Contract):
    email = Email("an email address", required=True)


class EmailKnown(Result):
    exists = fields.Boolean(required=True)


class SeeClient(Contract):
    client_id = Id("client", required=True)
    practice_id = Id("prac", required=True)


class ClientSeen(Result):
    sees = fields.Boolean(required=True)


class SeeClients(Contract):
    client_ids = ListOf(Id("client"), longest=200, required=True)
    practice_id = Id("prac", required=True)


class ClientsSeen(Result):
    """Which of the clients the caller may see, and whether they are an admin of the practice."""

    client_ids = fields.List(fields.String(), required=True)
    admin = fields.Boolean(required=True)


class AddInvitedMember(Contract):
    """A redeemed invitation. `password` for a new user, `user_id` for the signed-in existing one."""

    invitation_id = Id("inv", required=True)
    account_id = Text(longest=64, required=True)
    account_kind = Choice(("practice", "client"), required=True)
    account_name = Text(required=True)
    user_id = Id("user", allow_none=True, load_default=None)
    name = Text("a name", required=True)
    email = Email(required=True)
    password = NewPassword(allow_none=True, load_default=None)


class MemberAdded(Result):
    user_id = Id("user", required=True)


class SettleRedemption(Contract):
    """`attempt` counts how often the invitation's redemption was begun anew."""

    invitation_id = Id("inv", required=True)
    attempt = Whole(0, 2**31 - 1, required=True)


class RedemptionSettled(Result):
    """`user_id` is null where nobody became a member, and nobody will by this attempt."""

    user_id = Id("user", required=True, allow_none=True)


class ClientNamed(Contract):
    client_id = Id("client", required=True)


class PracticesFound(Result):
    practice_ids = fields.List(fields.String(), required=True)


class PracticeNamed(Contract):
    practice_id = Id("prac", required=True)


class PracticeAdmin(Result):
    user_id = Id("user", required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)


class PracticeAdmins(Result):
    items = fields.List(fields.Nested(PracticeAdmin), required=True)


class HasUsers(Result):
    has_users = fields.Boolean(required=True)


class ClientsNamed(Contract):
    client_ids = ListOf(Id("client"), longest=500, shortest=1, required=True)


class ClientsWithUsers(Result):
    """Those of the clients that somebody is a user of, with or without a login."""

    client_ids = fields.List(fields.String(), required=True)


class Nothing(Contract):
    """No arguments."""


class OwnSession(Result):
    """Where somebody is signed in."""

    id = fields.String(required=True)
    current = Flag(required=True)
    account = Part(SessionAccount, required=True)
    address = fields.String(required=True, allow_none=True)
    user_agent = fields.String(required=True, allow_none=True)
    created_at = Moment(required=True)
    seen_at = Moment(required=True)
    expires_at = Moment(required=True)


class OwnSessions(Result):
    items = fields.List(fields.Nested(OwnSession), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class EndOwnSession(Contract):
    session_id = Id("sess", required=True)


class CreateApiToken(Contract):
    """`write` includes reading."""

    name = Text("a name, such as what uses it", longest=100, required=True)
    scopes = ListOf(Choice(SCOPES, "a scope"), longest=len(SCOPES), shortest=1, required=True)
    expires_in_days = Whole(1, 366, load_default=90)


class ApiToken(Result):
    """An integrator's way in, with its user's rights in one account, or less."""

    id = Id("token", required=True)
    name = fields.String(required=True)
    scopes = fields.List(Choice(SCOPES), required=True)
    account_id = fields.String(required=True)
    created_at = Moment(required=True)
    last_used_at = Moment(required=True, allow_none=True)
    expires_at = Moment(required=True)


class ApiTokenCreated(ApiToken):
    """The only time that the token itself is shown."""

    token = fields.String(required=True)


class ApiTokens(Result):
    items = fields.List(fields.Nested(ApiToken), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class EndApiToken(Contract):
    token_id = Id("token", required=True)


class ChangePassword(Contract):
    current_password = Secret("your present password", required=True)
    password = NewPassword("a new password", required=True)


class RequestPasswordReset(Contract):
    email = Email("your email address", required=True)
    address = Text(longest=64, load_default="", shortest=0, metadata={"internal": True})


class OfferResetToken(Contract):
    """`token_hash` is the SHA-256, in hex, of what is about to be sent by mail."""

    reset_id = Id("reset", required=True)
    token_hash = Text(longest=64, shortest=64, required=True)


class ResetTokenTaken(Result):
    """What the link is for."""

    purpose = Choice(("password", "confirmation"), required=True)


class ConfirmEmail(Contract):
    token = LinkToken(required=True)


class EmailConfirmed(Settled):
    """`signed_out` where the address was somebody's before: what was registered is theirs now."""

    signed_out = Flag(required=True)


class CompletePasswordReset(Contract):
    token = LinkToken(required=True)
    password = NewPassword("a new password", required=True)


class Totp(Result):
    enabled = Flag(required=True)
    recovery_codes_left = Whole(0, 100, required=True)


class ByPassword(Contract):
    password = Secret("your password", required=True)


class TotpBegun(Result):
    """What an authenticator app is set up with: the secret, also as a link and as a drawn QR code."""

    secret = fields.String(required=True)
    otpauth_uri = fields.String(required=True)
    qr_svg = fields.String(required=True)


class ConfirmTotp(Contract):
    code = Text("the code that the app shows", longest=20, required=True)


class RecoveryCodes(Result):
    """Each is good once."""

    recovery_codes = fields.List(fields.String(), required=True)
