"""What the access context is asked and what it answers."""

from __future__ import annotations

from contracts.fields import (
    Choice,
    Contract,
    Email,
    Id,
    ListOf,
    Moment,
    NewPassword,
    Part,
    Secret,
    Text,
    Told,
    fields,
)

PRACTICE_ROLES = ("practice_admin", "client_admin", "standard")
CLIENT_ROLES = ("business_admin", "user_admin", "standard_user")
PERMISSIONS = ("add_clients",)


class User(Told):
    id = Id("user", required=True)
    name = Text(required=True)
    email = Email(required=True)


class Account(Told):
    """One account the user can act for. `kind` is practice or client."""

    id = fields.String(required=True)
    kind = Choice(("practice", "client"), required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)


class RegisterOwner(Contract):
    practice_name = Text("the practice's name", required=True)
    name = Text("your name", required=True)
    email = Email("your email address", required=True)
    password = NewPassword(required=True)


class OwnerRegistered(Told):
    practice_id = Id("prac", required=True)
    user = Part(User, required=True)
    membership_version = fields.Integer(required=True)


class SignIn(Contract):
    """`address` is the network address the request came from, for throttling."""

    email = Text("your email address", longest=254, required=True)
    password = Secret("your password", required=True)
    account_id = Text("an account", longest=64, allow_none=True, load_default=None)
    address = Text(longest=64, load_default="", shortest=0, metadata={"internal": True})


class Session(Told):
    user = Part(User, required=True)
    account = Part(Account, required=True)
    accounts = fields.List(fields.Nested(Account), required=True)
    expires_at = Moment(required=True)


class SignedIn(Session):
    token = fields.String(required=True)


class Authenticate(Contract):
    """`token_hash` is the SHA-256 of the session's token in hex: the token itself does not travel."""

    token_hash = Text(longest=64, shortest=64, required=True)


class Authenticated(Told):
    """`passport` is the signed identity to show to every service, good until `passport_expires_at`."""

    passport = fields.String(required=True)
    passport_expires_at = fields.Float(required=True)
    session_id = fields.String(required=True)
    user_id = fields.String(required=True)
    account_id = fields.String(required=True)


class SwitchAccount(Contract):
    account_id = Text("an account", longest=64, required=True)


class Switched(Session):
    """`message_ids` name the events that carry the change to the other services."""

    message_ids = fields.List(fields.String(), required=True)


class SessionEnded(Told):
    """`message_ids` name the events that carry the change to the other services."""

    message_ids = fields.List(fields.String(), required=True)


class Colleague(Told):
    id = Id("user", required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    role = Choice(PRACTICE_ROLES, required=True)
    permissions = fields.List(fields.String(), required=True)
    status = Choice(("invited", "active", "deactivated"), required=True)
    owner = fields.Boolean(required=True)


class InviteColleague(Contract):
    name = Text("the colleague's name", required=True)
    email = Email("the colleague's email address", required=True)
    role = Choice(PRACTICE_ROLES, "a role", required=True)
    permissions = ListOf(Choice(PERMISSIONS, "a permission"), longest=len(PERMISSIONS), load_default=list)


class ListColleagues(Contract):
    limit = fields.Integer(load_default=200, metadata={"internal": True})


class ColleaguePage(Told):
    items = fields.List(fields.Nested(Colleague), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class LookUpEmail(Contract):
    email = Email("an email address", required=True)


class EmailKnown(Told):
    exists = fields.Boolean(required=True)


class SeeClient(Contract):
    client_id = Id("client", required=True)
    practice_id = Id("prac", required=True)


class ClientSeen(Told):
    sees = fields.Boolean(required=True)


class SeeClients(Contract):
    client_ids = ListOf(Id("client"), longest=200, required=True)
    practice_id = Id("prac", required=True)


class ClientsSeen(Told):
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


class MemberAdded(Told):
    user_id = Id("user", required=True)


class Nothing(Contract):
    """No arguments."""
