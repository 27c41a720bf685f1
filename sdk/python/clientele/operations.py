"""The operations of the API. Made of gateway/openapi.json by `python -m sdk.generate`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from clientele import models


class Operations:
    """Each operation, as a method."""

    def call(self, method: str, path: str, **more: Any) -> Any:
        """Ask the API; see `client`."""
        raise NotImplementedError

    def register_practice(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Registered:
        """Register a practice."""
        found: models.Registered = self.call("POST", "/v1/practices", body=body, idempotency_key=idempotency_key)
        return found

    def get_practice(self) -> models.Practice:
        """Your practice."""
        found: models.Practice = self.call("GET", "/v1/practice")
        return found

    def change_practice(self, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Practice:
        """Change your practice."""
        found: models.Practice = self.call("PATCH", "/v1/practice", body=body, if_match=if_match)
        return found

    def get_practice_link(self) -> models.PracticeLink:
        """The link by which people ask your practice to take them on."""
        found: models.PracticeLink = self.call("GET", "/v1/practice/link")
        return found

    def change_practice_link(self, body: Mapping[str, Any], *, if_match: str | None = None) -> models.PracticeLink:
        """Switch the link on or off, or choose its ending."""
        found: models.PracticeLink = self.call("PATCH", "/v1/practice/link", body=body, if_match=if_match)
        return found

    def get_practice_messages(self) -> models.PracticeMessages:
        """How your practice's messages look."""
        found: models.PracticeMessages = self.call("GET", "/v1/practice/messages")
        return found

    def change_practice_messages(self, body: Mapping[str, Any], *, if_match: str | None = None) -> models.PracticeMessages:
        """Change how your practice's messages look."""
        found: models.PracticeMessages = self.call("PATCH", "/v1/practice/messages", body=body, if_match=if_match)
        return found

    def put_practice_logo(self, file: bytes, *, media_type: Literal["image/png", "image/jpeg", "image/webp"]) -> models.KeptBranding:
        """Have a picture as your practice's logo."""
        found: models.KeptBranding = self.call("PUT", "/v1/practice/logo", file=file, media_type=media_type)
        return found

    def remove_practice_logo(self) -> models.KeptBranding:
        """Have no logo."""
        found: models.KeptBranding = self.call("DELETE", "/v1/practice/logo")
        return found

    def preview_message(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.MessagePreview:
        """A message as it would look."""
        found: models.MessagePreview = self.call("POST", "/v1/practice/message-previews", body=body, idempotency_key=idempotency_key)
        return found

    def preview_text(self, *, account_name: Any = None, name: Any = None) -> models.TextPreview:
        """The text that would invite somebody, and in how many parts it goes."""
        found: models.TextPreview = self.call("GET", "/v1/invitation-text-preview", query={"account_name": account_name, "name": name})
        return found

    def send_test_message(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """Send yourself a message as a test."""
        self.call("POST", "/v1/practice/message-tests", body=body, idempotency_key=idempotency_key)

    def sign_in(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.SignedIn:
        """Sign in."""
        found: models.SignedIn = self.call("POST", "/v1/sessions", body=body, idempotency_key=idempotency_key)
        return found

    def list_sessions(self) -> models.OwnSessions:
        """Where you are signed in."""
        found: models.OwnSessions = self.call("GET", "/v1/sessions")
        return found

    def get_session(self) -> models.Session:
        """Who am I."""
        found: models.Session = self.call("GET", "/v1/session")
        return found

    def switch_account(self, body: Mapping[str, Any]) -> models.Session:
        """Switch to another of your accounts."""
        found: models.Session = self.call("PATCH", "/v1/session", body=body)
        return found

    def sign_out(self) -> None:
        """Sign out."""
        self.call("DELETE", "/v1/session")

    def end_session(self, session_id: str) -> None:
        """Sign out elsewhere."""
        self.call("DELETE", f"/v1/sessions/{session_id}")

    def change_password(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """Change your password."""
        self.call("POST", "/v1/password-changes", body=body, idempotency_key=idempotency_key)

    def request_password_reset(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """Get a link for a new password by mail."""
        self.call("POST", "/v1/password-resets", body=body, idempotency_key=idempotency_key)

    def complete_password_reset(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """Choose a new password by the link from the mail."""
        self.call("POST", "/v1/password-reset-completions", body=body, idempotency_key=idempotency_key)

    def confirm_email(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.EmailConfirmed:
        """Confirm your email address by the code from the mail."""
        found: models.EmailConfirmed = self.call("POST", "/v1/email-confirmations", body=body, idempotency_key=idempotency_key)
        return found

    def send_email_confirmation(self, *, idempotency_key: str | None = None) -> None:
        """Get another mail to confirm your email address."""
        self.call("POST", "/v1/email-confirmation-mails", idempotency_key=idempotency_key)

    def get_totp(self) -> models.Totp:
        """Do you use an authenticator app?."""
        found: models.Totp = self.call("GET", "/v1/totp")
        return found

    def begin_totp(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.TotpBegun:
        """Set up an authenticator app."""
        found: models.TotpBegun = self.call("POST", "/v1/totp", body=body, idempotency_key=idempotency_key)
        return found

    def confirm_totp(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.RecoveryCodes:
        """Turn the authenticator app on."""
        found: models.RecoveryCodes = self.call("POST", "/v1/totp/confirm", body=body, idempotency_key=idempotency_key)
        return found

    def renew_recovery_codes(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.RecoveryCodes:
        """Get new recovery codes."""
        found: models.RecoveryCodes = self.call("POST", "/v1/totp/recovery-codes", body=body, idempotency_key=idempotency_key)
        return found

    def disable_totp(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """Sign in by password alone again."""
        self.call("POST", "/v1/totp/disable", body=body, idempotency_key=idempotency_key)

    def list_api_tokens(self) -> models.ApiTokens:
        """Your API tokens for this account."""
        found: models.ApiTokens = self.call("GET", "/v1/api-tokens")
        return found

    def create_api_token(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.ApiTokenCreated:
        """Make an API token."""
        found: models.ApiTokenCreated = self.call("POST", "/v1/api-tokens", body=body, idempotency_key=idempotency_key)
        return found

    def end_api_token(self, token_id: str) -> None:
        """Revoke an API token."""
        self.call("DELETE", f"/v1/api-tokens/{token_id}")

    def list_colleagues(self, *, limit: Any = None, cursor: Any = None) -> models.ColleaguePage:
        """The colleagues of your practice."""
        found: models.ColleaguePage = self.call("GET", "/v1/colleagues", query={"limit": limit, "cursor": cursor})
        return found

    def invite_colleague(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Colleague:
        """Invite a colleague."""
        found: models.Colleague = self.call("POST", "/v1/colleagues", body=body, idempotency_key=idempotency_key)
        return found

    def list_admins(self) -> models.Admins:
        """Whom to ask."""
        found: models.Admins = self.call("GET", "/v1/practice/admins")
        return found

    def get_colleague(self, user_id: str) -> models.Colleague:
        """One colleague."""
        found: models.Colleague = self.call("GET", f"/v1/colleagues/{user_id}")
        return found

    def change_colleague(self, user_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Colleague:
        """Change a colleague's role and permissions."""
        found: models.Colleague = self.call("PATCH", f"/v1/colleagues/{user_id}", body=body, if_match=if_match)
        return found

    def remove_colleague(self, user_id: str, body: Mapping[str, Any] | None = None) -> None:
        """Remove a colleague."""
        self.call("DELETE", f"/v1/colleagues/{user_id}", body=body)

    def get_colleague_access(self, user_id: str, *, limit: Any = None, cursor: Any = None, at: Any = None) -> models.ColleagueAccess:
        """Which clients a colleague could see, and as what."""
        found: models.ColleagueAccess = self.call("GET", f"/v1/colleagues/{user_id}/access", query={"limit": limit, "cursor": cursor, "at": at})
        return found

    def deactivate_colleague(self, user_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.Colleague:
        """End a colleague's access at once, and keep what they had."""
        found: models.Colleague = self.call("POST", f"/v1/colleagues/{user_id}/deactivate", body=body, idempotency_key=idempotency_key)
        return found

    def reactivate_colleague(self, user_id: str, *, idempotency_key: str | None = None) -> models.Colleague:
        """Let a deactivated colleague in again."""
        found: models.Colleague = self.call("POST", f"/v1/colleagues/{user_id}/reactivate", idempotency_key=idempotency_key)
        return found

    def list_teams(self, *, limit: Any = None, cursor: Any = None) -> models.TeamPage:
        """The teams of your practice."""
        found: models.TeamPage = self.call("GET", "/v1/teams", query={"limit": limit, "cursor": cursor})
        return found

    def create_team(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Team:
        """Make a team."""
        found: models.Team = self.call("POST", "/v1/teams", body=body, idempotency_key=idempotency_key)
        return found

    def get_team(self, team_id: str) -> models.Team:
        """One team."""
        found: models.Team = self.call("GET", f"/v1/teams/{team_id}")
        return found

    def change_team(self, team_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Team:
        """Rename a team, or say who is in it."""
        found: models.Team = self.call("PATCH", f"/v1/teams/{team_id}", body=body, if_match=if_match)
        return found

    def delete_team(self, team_id: str) -> None:
        """Delete a team, and the access it gave."""
        self.call("DELETE", f"/v1/teams/{team_id}")

    def list_responsibilities(self) -> models.Responsibilities:
        """The responsibilities of your practice."""
        found: models.Responsibilities = self.call("GET", "/v1/responsibilities")
        return found

    def create_responsibility(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Responsibility:
        """Add a responsibility."""
        found: models.Responsibility = self.call("POST", "/v1/responsibilities", body=body, idempotency_key=idempotency_key)
        return found

    def get_responsibility(self, responsibility_id: str) -> models.ResponsibilityWithPeople:
        """One responsibility, and who has it."""
        found: models.ResponsibilityWithPeople = self.call("GET", f"/v1/responsibilities/{responsibility_id}")
        return found

    def change_responsibility(self, responsibility_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Responsibility:
        """Rename a responsibility, or move it among the others."""
        found: models.Responsibility = self.call("PATCH", f"/v1/responsibilities/{responsibility_id}", body=body, if_match=if_match)
        return found

    def end_responsibility(self, responsibility_id: str) -> None:
        """End a responsibility, and the access that it gave."""
        self.call("DELETE", f"/v1/responsibilities/{responsibility_id}")

    def get_home(self) -> models.Home:
        """What waits for you, and how your clients come in."""
        found: models.Home = self.call("GET", "/v1/home")
        return found

    def get_access_summary(self, *, limit: Any = None) -> models.AccessSummary:
        """Which requests for access are yours to decide, and what ends within a week."""
        found: models.AccessSummary = self.call("GET", "/v1/access-summary", query={"limit": limit})
        return found

    def get_invitation_summary(self) -> models.InvitationSummary:
        """Which invitations need somebody, and how soon they are accepted."""
        found: models.InvitationSummary = self.call("GET", "/v1/invitation-summary")
        return found

    def create_client(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Client:
        """Add a client."""
        found: models.Client = self.call("POST", "/v1/clients", body=body, idempotency_key=idempotency_key)
        return found

    def list_clients(self, *, view: Any = None, q: Any = None, type: Any = None, status: Any = None, connection: Any = None, invitation: Any = None, colleague_id: Any = None, responsible: Any = None, added_from: Any = None, added_until: Any = None, sort: Any = None, limit: Any = None, cursor: Any = None, include: Any = None, level: Any = None) -> models.ClientPage:
        """The clients you can see."""
        found: models.ClientPage = self.call("GET", "/v1/clients", query={"view": view, "q": q, "type": type, "status": status, "connection": connection, "invitation": invitation, "colleague_id": colleague_id, "responsible": responsible, "added_from": added_from, "added_until": added_until, "sort": sort, "limit": limit, "cursor": cursor, "include": include, "level": level})
        return found

    def export_clients(self, *, view: Any = None, q: Any = None, type: Any = None, status: Any = None, connection: Any = None, invitation: Any = None, colleague_id: Any = None, responsible: Any = None, added_from: Any = None, added_until: Any = None, sort: Any = None) -> bytes:
        """The clients you can see, as CSV."""
        found: bytes = self.call("GET", "/v1/clients.csv", query={"view": view, "q": q, "type": type, "status": status, "connection": connection, "invitation": invitation, "colleague_id": colleague_id, "responsible": responsible, "added_from": added_from, "added_until": added_until, "sort": sort})
        return found

    def count_clients(self, *, status: Any = None) -> models.ClientCounts:
        """How many clients you can see, by view and state."""
        found: models.ClientCounts = self.call("GET", "/v1/client-counts", query={"status": status})
        return found

    def get_client(self, client_id: str) -> models.Client:
        """One client."""
        found: models.Client = self.call("GET", f"/v1/clients/{client_id}")
        return found

    def change_client(self, client_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Client:
        """Change a client's settings."""
        found: models.Client = self.call("PATCH", f"/v1/clients/{client_id}", body=body, if_match=if_match)
        return found

    def delete_client(self, client_id: str, *, confirm_name: Any = None) -> None:
        """Delete a client for good."""
        self.call("DELETE", f"/v1/clients/{client_id}", query={"confirm_name": confirm_name})

    def archive_client(self, client_id: str, *, idempotency_key: str | None = None) -> models.Client:
        """Archive a client."""
        found: models.Client = self.call("POST", f"/v1/clients/{client_id}/archive", idempotency_key=idempotency_key)
        return found

    def restore_client(self, client_id: str, *, idempotency_key: str | None = None) -> models.Client:
        """Restore an archived client."""
        found: models.Client = self.call("POST", f"/v1/clients/{client_id}/restore", idempotency_key=idempotency_key)
        return found

    def get_client_guide(self, client_id: str) -> models.Guide:
        """What is worth doing next for a client."""
        found: models.Guide = self.call("GET", f"/v1/clients/{client_id}/guide")
        return found

    def check_client_duplicates(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Duplicates:
        """Have we this client already?."""
        found: models.Duplicates = self.call("POST", "/v1/client-duplicate-checks", body=body, idempotency_key=idempotency_key)
        return found

    def look_up_user(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.EmailLookedUp:
        """Is this email address already a user's?."""
        found: models.EmailLookedUp = self.call("POST", "/v1/user-lookups", body=body, idempotency_key=idempotency_key)
        return found

    def list_client_views(self) -> models.SavedViews:
        """Your saved views of the list of clients."""
        found: models.SavedViews = self.call("GET", "/v1/client-views")
        return found

    def save_client_view(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.SavedView:
        """Save a view of the list of clients."""
        found: models.SavedView = self.call("POST", "/v1/client-views", body=body, idempotency_key=idempotency_key)
        return found

    def replace_client_view(self, view_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.SavedView:
        """Rename or replace a saved view."""
        found: models.SavedView = self.call("PUT", f"/v1/client-views/{view_id}", body=body, if_match=if_match)
        return found

    def delete_client_view(self, view_id: str) -> None:
        """Delete a saved view."""
        self.call("DELETE", f"/v1/client-views/{view_id}")

    def begin_client_draft(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Draft:
        """Begin to add a client."""
        found: models.Draft = self.call("POST", "/v1/client-drafts", body=body, idempotency_key=idempotency_key)
        return found

    def list_client_drafts(self, *, limit: Any = None, cursor: Any = None) -> models.DraftPage:
        """The practice's drafts."""
        found: models.DraftPage = self.call("GET", "/v1/client-drafts", query={"limit": limit, "cursor": cursor})
        return found

    def get_client_draft(self, draft_id: str) -> models.Draft:
        """One draft."""
        found: models.Draft = self.call("GET", f"/v1/client-drafts/{draft_id}")
        return found

    def change_client_draft(self, draft_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Draft:
        """Give more answers."""
        found: models.Draft = self.call("PATCH", f"/v1/client-drafts/{draft_id}", body=body, if_match=if_match)
        return found

    def delete_client_draft(self, draft_id: str) -> None:
        """Throw a draft away."""
        self.call("DELETE", f"/v1/client-drafts/{draft_id}")

    def create_from_client_draft(self, draft_id: str, *, idempotency_key: str | None = None) -> models.Client:
        """Make a client of a draft."""
        found: models.Client = self.call("POST", f"/v1/client-drafts/{draft_id}/create", idempotency_key=idempotency_key)
        return found

    def import_clients(self, file: bytes, *, media_type: Literal["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"], kind: Any = None, filename: Any = None, idempotency_key: str | None = None) -> models.Import:
        """Upload a file of clients, or of practice codes."""
        found: models.Import = self.call("POST", "/v1/client-imports", query={"kind": kind, "filename": filename}, file=file, media_type=media_type, idempotency_key=idempotency_key)
        return found

    def list_client_imports(self, *, limit: Any = None, cursor: Any = None) -> models.ImportPage:
        """The practice's imports, newest first."""
        found: models.ImportPage = self.call("GET", "/v1/client-imports", query={"limit": limit, "cursor": cursor})
        return found

    def get_client_import_template_csv(self) -> bytes:
        """A file to fill in and import, as CSV."""
        found: bytes = self.call("GET", "/v1/client-import-template.csv")
        return found

    def get_client_import_template_xlsx(self) -> bytes:
        """A file to fill in and import, as XLSX."""
        found: bytes = self.call("GET", "/v1/client-import-template.xlsx")
        return found

    def get_client_import(self, import_id: str) -> models.Import:
        """One import: how far it is."""
        found: models.Import = self.call("GET", f"/v1/client-imports/{import_id}")
        return found

    def settle_client_import(self, import_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Import:
        """Say what the columns are, and how rows are treated."""
        found: models.Import = self.call("PATCH", f"/v1/client-imports/{import_id}", body=body, if_match=if_match)
        return found

    def delete_client_import(self, import_id: str) -> None:
        """Forget a file and its rows."""
        self.call("DELETE", f"/v1/client-imports/{import_id}")

    def list_client_import_rows(self, import_id: str, *, verdict: Any = None, result: Any = None, limit: Any = None, cursor: Any = None) -> models.RowPage:
        """The rows, with their verdicts and results."""
        found: models.RowPage = self.call("GET", f"/v1/client-imports/{import_id}/rows", query={"verdict": verdict, "result": result, "limit": limit, "cursor": cursor})
        return found

    def export_client_import_failures(self, import_id: str) -> bytes:
        """The rows that are wrong or failed, as CSV to mend and import again."""
        found: bytes = self.call("GET", f"/v1/client-imports/{import_id}/failures.csv")
        return found

    def start_client_import(self, import_id: str, *, idempotency_key: str | None = None) -> models.Import:
        """Import the rows that were checked."""
        found: models.Import = self.call("POST", f"/v1/client-imports/{import_id}/start", idempotency_key=idempotency_key)
        return found

    def resume_client_import(self, import_id: str, *, idempotency_key: str | None = None) -> models.Import:
        """Go on where an import stopped."""
        found: models.Import = self.call("POST", f"/v1/client-imports/{import_id}/resume", idempotency_key=idempotency_key)
        return found

    def undo_client_import(self, import_id: str, *, idempotency_key: str | None = None) -> models.Import:
        """Take an import back, within 24 hours."""
        found: models.Import = self.call("POST", f"/v1/client-imports/{import_id}/undo", idempotency_key=idempotency_key)
        return found

    def find_companies(self, *, q: Any = None) -> models.FoundCompanies:
        """Find a company at Companies House."""
        found: models.FoundCompanies = self.call("GET", "/v1/companies", query={"q": q})
        return found

    def request_practice(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.PracticeRequest:
        """Ask a practice to take your account on."""
        found: models.PracticeRequest = self.call("POST", "/v1/practice-requests", body=body, idempotency_key=idempotency_key)
        return found

    def list_practice_requests(self, *, state: Any = None, limit: Any = None, cursor: Any = None) -> models.PracticeRequestPage:
        """What clients ask of your practice, or what you have asked."""
        found: models.PracticeRequestPage = self.call("GET", "/v1/practice-requests", query={"state": state, "limit": limit, "cursor": cursor})
        return found

    def get_practice_request(self, request_id: str) -> models.ExaminedRequest:
        """One request."""
        found: models.ExaminedRequest = self.call("GET", f"/v1/practice-requests/{request_id}")
        return found

    def accept_practice_request(self, request_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Client:
        """Take the client on."""
        found: models.Client = self.call("POST", f"/v1/practice-requests/{request_id}/accept", body=body, idempotency_key=idempotency_key)
        return found

    def decline_practice_request(self, request_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.PracticeRequest:
        """Decline a client."""
        found: models.PracticeRequest = self.call("POST", f"/v1/practice-requests/{request_id}/decline", body=body, idempotency_key=idempotency_key)
        return found

    def get_client_access(self, client_id: str, *, at: Any = None) -> models.ShownAccess:
        """Who has been given access to a client."""
        found: models.ShownAccess = self.call("GET", f"/v1/clients/{client_id}/access", query={"at": at})
        return found

    def put_client_access(self, client_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.GrantedAccess:
        """Say who may see a client."""
        found: models.GrantedAccess = self.call("PUT", f"/v1/clients/{client_id}/access", body=body, if_match=if_match)
        return found

    def list_people_with_access(self, client_id: str, *, limit: Any = None, cursor: Any = None, user_id: Any = None) -> models.PeopleWithAccess:
        """Who sees a client, and why."""
        found: models.PeopleWithAccess = self.call("GET", f"/v1/clients/{client_id}/access/people", query={"limit": limit, "cursor": cursor, "user_id": user_id})
        return found

    def change_access_of_many(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.AccessResults:
        """Give or take access of many clients at once."""
        found: models.AccessResults = self.call("POST", "/v1/client-access-changes", body=body, idempotency_key=idempotency_key)
        return found

    def request_access(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.AccessRequest:
        """Ask to see a client, or to do more with it."""
        found: models.AccessRequest = self.call("POST", "/v1/access-requests", body=body, idempotency_key=idempotency_key)
        return found

    def list_access_requests(self, *, view: Any = None, state: Any = None, client_id: Any = None, limit: Any = None, cursor: Any = None) -> models.AccessRequestPage:
        """What you have asked to see, and what you may decide."""
        found: models.AccessRequestPage = self.call("GET", "/v1/access-requests", query={"view": view, "state": state, "client_id": client_id, "limit": limit, "cursor": cursor})
        return found

    def get_access_request(self, request_id: str) -> models.AccessRequest:
        """One request."""
        found: models.AccessRequest = self.call("GET", f"/v1/access-requests/{request_id}")
        return found

    def approve_access_request(self, request_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.AccessRequest:
        """Give the access."""
        found: models.AccessRequest = self.call("POST", f"/v1/access-requests/{request_id}/approve", body=body, idempotency_key=idempotency_key)
        return found

    def decline_access_request(self, request_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.AccessRequest:
        """Decline, and say why."""
        found: models.AccessRequest = self.call("POST", f"/v1/access-requests/{request_id}/decline", body=body, idempotency_key=idempotency_key)
        return found

    def withdraw_access_request(self, request_id: str, *, idempotency_key: str | None = None) -> models.AccessRequest:
        """Take your own request back."""
        found: models.AccessRequest = self.call("POST", f"/v1/access-requests/{request_id}/withdraw", idempotency_key=idempotency_key)
        return found

    def start_access_review(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.AccessReview:
        """Start a review of who reaches what."""
        found: models.AccessReview = self.call("POST", "/v1/access-reviews", body=body, idempotency_key=idempotency_key)
        return found

    def list_access_reviews(self, *, state: Any = None, user_id: Any = None, limit: Any = None, cursor: Any = None) -> models.AccessReviewPage:
        """Reviews of who reaches what, the newest first."""
        found: models.AccessReviewPage = self.call("GET", "/v1/access-reviews", query={"state": state, "user_id": user_id, "limit": limit, "cursor": cursor})
        return found

    def get_access_review(self, review_id: str) -> models.AccessReview:
        """One review, and how far it is."""
        found: models.AccessReview = self.call("GET", f"/v1/access-reviews/{review_id}")
        return found

    def list_reviewed_colleagues(self, review_id: str, *, limit: Any = None, cursor: Any = None, user_id: Any = None) -> models.ReviewedColleaguePage:
        """The colleagues whom a review is of."""
        found: models.ReviewedColleaguePage = self.call("GET", f"/v1/access-reviews/{review_id}/colleagues", query={"limit": limit, "cursor": cursor, "user_id": user_id})
        return found

    def list_review_lines(self, review_id: str, *, limit: Any = None, cursor: Any = None, user_id: Any = None, undecided: Any = None) -> models.ReviewLinePage:
        """A review's lines, by colleague and client."""
        found: models.ReviewLinePage = self.call("GET", f"/v1/access-reviews/{review_id}/lines", query={"limit": limit, "cursor": cursor, "user_id": user_id, "undecided": undecided})
        return found

    def export_review_lines(self, review_id: str) -> bytes:
        """A review's lines, as CSV."""
        found: bytes = self.call("GET", f"/v1/access-reviews/{review_id}/lines.csv")
        return found

    def export_review_document(self, review_id: str) -> bytes:
        """A review and its lines, as PDF."""
        found: bytes = self.call("GET", f"/v1/access-reviews/{review_id}/lines.pdf")
        return found

    def decide_review_line(self, review_id: str, line_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.ReviewLine:
        """Keep, change or end how a colleague reaches a client."""
        found: models.ReviewLine = self.call("POST", f"/v1/access-reviews/{review_id}/lines/{line_id}/decision", body=body, idempotency_key=idempotency_key)
        return found

    def undo_review_decision(self, review_id: str, line_id: str) -> models.ReviewLine:
        """Take a decision back."""
        found: models.ReviewLine = self.call("DELETE", f"/v1/access-reviews/{review_id}/lines/{line_id}/decision")
        return found

    def sign_off_access_review(self, review_id: str, *, idempotency_key: str | None = None) -> models.AccessReview:
        """Sign a review off."""
        found: models.AccessReview = self.call("POST", f"/v1/access-reviews/{review_id}/sign-off", idempotency_key=idempotency_key)
        return found

    def cancel_access_review(self, review_id: str, *, idempotency_key: str | None = None) -> models.AccessReview:
        """Give a review up."""
        found: models.AccessReview = self.call("POST", f"/v1/access-reviews/{review_id}/cancel", idempotency_key=idempotency_key)
        return found

    def list_notices(self, *, unread: Any = None, limit: Any = None, cursor: Any = None) -> models.NoticePage:
        """What concerns you."""
        found: models.NoticePage = self.call("GET", "/v1/notices", query={"unread": unread, "limit": limit, "cursor": cursor})
        return found

    def read_notices(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.UnreadNotices:
        """Have them read, up to the newest that you saw."""
        found: models.UnreadNotices = self.call("POST", "/v1/notices/read", body=body, idempotency_key=idempotency_key)
        return found

    def choose_notice_digest(self, body: Mapping[str, Any]) -> models.ChosenDigest:
        """Whether you get a mail about what you have not read."""
        found: models.ChosenDigest = self.call("PUT", "/v1/notices/digest", body=body)
        return found

    def list_client_users(self, client_id: str, *, limit: Any = None, cursor: Any = None) -> models.ClientUsers:
        """The users of a client."""
        found: models.ClientUsers = self.call("GET", f"/v1/clients/{client_id}/users", query={"limit": limit, "cursor": cursor})
        return found

    def add_client_user(self, client_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.ClientUser:
        """Add a user to a client."""
        found: models.ClientUser = self.call("POST", f"/v1/clients/{client_id}/users", body=body, idempotency_key=idempotency_key)
        return found

    def change_client_user(self, client_id: str, user_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.ClientUser:
        """Give a client's user another role."""
        found: models.ClientUser = self.call("PATCH", f"/v1/clients/{client_id}/users/{user_id}", body=body, if_match=if_match)
        return found

    def remove_client_user(self, client_id: str, user_id: str) -> None:
        """Remove a user from a client."""
        self.call("DELETE", f"/v1/clients/{client_id}/users/{user_id}")

    def upload_document(self, client_id: str, file: bytes, *, media_type: Literal["application/octet-stream"], filename: Any = None, idempotency_key: str | None = None) -> models.Document:
        """Upload a document of a client."""
        found: models.Document = self.call("POST", f"/v1/clients/{client_id}/documents", query={"filename": filename}, file=file, media_type=media_type, idempotency_key=idempotency_key)
        return found

    def list_documents(self, client_id: str, *, q: Any = None, deleted: Any = None, held: Any = None, limit: Any = None, cursor: Any = None) -> models.DocumentPage:
        """The documents of a client, newest first."""
        found: models.DocumentPage = self.call("GET", f"/v1/clients/{client_id}/documents", query={"q": q, "deleted": deleted, "held": held, "limit": limit, "cursor": cursor})
        return found

    def get_document(self, client_id: str, document_id: str) -> models.Document:
        """One document: what it is, and who sent it."""
        found: models.Document = self.call("GET", f"/v1/clients/{client_id}/documents/{document_id}")
        return found

    def delete_document(self, client_id: str, document_id: str) -> None:
        """Delete a document."""
        self.call("DELETE", f"/v1/clients/{client_id}/documents/{document_id}")

    def get_document_content(self, client_id: str, document_id: str) -> bytes:
        """A document's content."""
        found: bytes = self.call("GET", f"/v1/clients/{client_id}/documents/{document_id}/content")
        return found

    def restore_document(self, client_id: str, document_id: str, *, idempotency_key: str | None = None) -> models.Document:
        """Take a deleted document back."""
        found: models.Document = self.call("POST", f"/v1/clients/{client_id}/documents/{document_id}/restore", idempotency_key=idempotency_key)
        return found

    def accept_document(self, client_id: str, document_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.DocumentPage:
        """Accept a document from somebody unknown."""
        found: models.DocumentPage = self.call("POST", f"/v1/clients/{client_id}/documents/{document_id}/accept", body=body, idempotency_key=idempotency_key)
        return found

    def refuse_document(self, client_id: str, document_id: str, *, idempotency_key: str | None = None) -> None:
        """Refuse a document from somebody unknown."""
        self.call("POST", f"/v1/clients/{client_id}/documents/{document_id}/refuse", idempotency_key=idempotency_key)

    def get_document_senders(self, client_id: str) -> models.DocumentSenders:
        """Who may send documents by email."""
        found: models.DocumentSenders = self.call("GET", f"/v1/clients/{client_id}/document-senders")
        return found

    def change_document_senders(self, client_id: str, body: Mapping[str, Any]) -> models.DocumentSenders:
        """Say who may send documents by email."""
        found: models.DocumentSenders = self.call("PUT", f"/v1/clients/{client_id}/document-senders", body=body)
        return found

    def forget_document_sender(self, client_id: str, sender_id: str) -> None:
        """Let a sender be unknown again."""
        self.call("DELETE", f"/v1/clients/{client_id}/document-senders/{sender_id}")

    def list_client_invitations(self, client_id: str) -> models.InvitationPage:
        """The invitations of one client."""
        found: models.InvitationPage = self.call("GET", f"/v1/clients/{client_id}/invitations")
        return found

    def invite_to_client(self, client_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Invitation:
        """Invite somebody to a client."""
        found: models.Invitation = self.call("POST", f"/v1/clients/{client_id}/invitations", body=body, idempotency_key=idempotency_key)
        return found

    def list_invitations(self, *, state: Any = None, ending: Any = None, invited_by: Any = None, limit: Any = None, cursor: Any = None) -> models.InvitationPage:
        """The practice's invitations."""
        found: models.InvitationPage = self.call("GET", "/v1/invitations", query={"state": state, "ending": ending, "invited_by": invited_by, "limit": limit, "cursor": cursor})
        return found

    def get_invitation(self, invitation_id: str) -> models.ListedInvitation:
        """One invitation."""
        found: models.ListedInvitation = self.call("GET", f"/v1/invitations/{invitation_id}")
        return found

    def resend_invitation(self, invitation_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Invitation:
        """Send an invitation again."""
        found: models.Invitation = self.call("POST", f"/v1/invitations/{invitation_id}/resend", body=body, idempotency_key=idempotency_key)
        return found

    def revoke_invitation(self, invitation_id: str, *, idempotency_key: str | None = None) -> models.Invitation:
        """Void an invitation's links."""
        found: models.Invitation = self.call("POST", f"/v1/invitations/{invitation_id}/revoke", idempotency_key=idempotency_key)
        return found

    def resend_invitations(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.InvitationResults:
        """Send many invitations again."""
        found: models.InvitationResults = self.call("POST", "/v1/invitation-resends", body=body, idempotency_key=idempotency_key)
        return found

    def revoke_invitations(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.InvitationResults:
        """Void the links of many invitations."""
        found: models.InvitationResults = self.call("POST", "/v1/invitation-revocations", body=body, idempotency_key=idempotency_key)
        return found

    def invite_many(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.BulkInvitation:
        """Invite somebody to each of many clients."""
        found: models.BulkInvitation = self.call("POST", "/v1/bulk-invitations", body=body, idempotency_key=idempotency_key)
        return found

    def list_bulk_invitations(self, *, limit: Any = None, cursor: Any = None) -> models.BulkInvitationPage:
        """What was sent to many at once, newest first."""
        found: models.BulkInvitationPage = self.call("GET", "/v1/bulk-invitations", query={"limit": limit, "cursor": cursor})
        return found

    def invite_imported(self, import_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.BulkInvitation:
        """Invite whom the rows of an import name."""
        found: models.BulkInvitation = self.call("POST", f"/v1/client-imports/{import_id}/invitations", body=body, idempotency_key=idempotency_key)
        return found

    def get_bulk_invitation(self, bulk_invitation_id: str) -> models.BulkInvitation:
        """How far invitations of many are."""
        found: models.BulkInvitation = self.call("GET", f"/v1/bulk-invitations/{bulk_invitation_id}")
        return found

    def list_bulk_invitation_rows(self, bulk_invitation_id: str, *, result: Any = None, limit: Any = None, cursor: Any = None) -> models.BulkRowPage:
        """The clients, each with its result."""
        found: models.BulkRowPage = self.call("GET", f"/v1/bulk-invitations/{bulk_invitation_id}/rows", query={"result": result, "limit": limit, "cursor": cursor})
        return found

    def stop_bulk_invitation(self, bulk_invitation_id: str, *, idempotency_key: str | None = None) -> models.BulkInvitation:
        """Send no more."""
        found: models.BulkInvitation = self.call("POST", f"/v1/bulk-invitations/{bulk_invitation_id}/stop", idempotency_key=idempotency_key)
        return found

    def resume_bulk_invitation(self, bulk_invitation_id: str, *, idempotency_key: str | None = None) -> models.BulkInvitation:
        """Go on where it stopped."""
        found: models.BulkInvitation = self.call("POST", f"/v1/bulk-invitations/{bulk_invitation_id}/resume", idempotency_key=idempotency_key)
        return found

    def note_text_status(self, *, invitation_id: Any = None, round: Any = None, idempotency_key: str | None = None) -> None:
        """What became of a text."""
        self.call("POST", "/v1/webhooks/twilio/status", query={"invitation_id": invitation_id, "round": round}, idempotency_key=idempotency_key)

    def note_bounce(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """That a mail came back."""
        self.call("POST", "/v1/webhooks/mail/bounces", body=body, idempotency_key=idempotency_key)

    def look_up_invitation(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.InvitationFound:
        """What an invitation is for."""
        found: models.InvitationFound = self.call("POST", "/v1/invitation-lookups", body=body, idempotency_key=idempotency_key)
        return found

    def accept_invitation(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.SignedIn:
        """Accept an invitation."""
        found: models.SignedIn = self.call("POST", "/v1/invitation-acceptances", body=body, idempotency_key=idempotency_key)
        return found

    def list_connection_providers(self) -> models.Providers:
        """The accounting software a client can be connected to."""
        found: models.Providers = self.call("GET", "/v1/connection-providers")
        return found

    def begin_authorization(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Begun:
        """Begin a sign-in at a vendor."""
        found: models.Begun = self.call("POST", "/v1/authorizations", body=body, idempotency_key=idempotency_key)
        return found

    def get_authorization(self, authorization_id: str) -> models.Authorization:
        """How far a sign-in at a vendor is."""
        found: models.Authorization = self.call("GET", f"/v1/authorizations/{authorization_id}")
        return found

    def choose_organisation(self, authorization_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Authorization:
        """Choose one of the organisations that a sign-in reaches."""
        found: models.Authorization = self.call("POST", f"/v1/authorizations/{authorization_id}/organisation", body=body, idempotency_key=idempotency_key)
        return found

    def sync_clients(self, authorization_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.SyncedClients:
        """Add a client for each of several organisations."""
        found: models.SyncedClients = self.call("POST", f"/v1/authorizations/{authorization_id}/clients", body=body, idempotency_key=idempotency_key)
        return found

    def reconnect_many(self, authorization_id: str, *, idempotency_key: str | None = None) -> models.Reconnected:
        """Mend every connection that a sign-in reaches."""
        found: models.Reconnected = self.call("POST", f"/v1/authorizations/{authorization_id}/reconnections", idempotency_key=idempotency_key)
        return found

    def list_connections(self, *, state: Any = None, provider: Any = None, connected_by: Any = None, limit: Any = None, cursor: Any = None) -> models.ConnectionPage:
        """The health of the practice's connections."""
        found: models.ConnectionPage = self.call("GET", "/v1/connections", query={"state": state, "provider": provider, "connected_by": connected_by, "limit": limit, "cursor": cursor})
        return found

    def get_connection(self, client_id: str) -> models.ConnectionsConnection:
        """A client's accounting software."""
        found: models.ConnectionsConnection = self.call("GET", f"/v1/clients/{client_id}/connection")
        return found

    def connect_client(self, client_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.ConnectionsConnection:
        """Connect, reconnect or change a client's accounting software."""
        found: models.ConnectionsConnection = self.call("POST", f"/v1/clients/{client_id}/connection", body=body, idempotency_key=idempotency_key)
        return found

    def disconnect_client(self, client_id: str) -> None:
        """Disconnect a client's accounting software."""
        self.call("DELETE", f"/v1/clients/{client_id}/connection")

    def check_connection(self, client_id: str, *, idempotency_key: str | None = None) -> models.ConnectionsConnection:
        """Ask the vendor whether a client's connection works."""
        found: models.ConnectionsConnection = self.call("POST", f"/v1/clients/{client_id}/connection/check", idempotency_key=idempotency_key)
        return found

    def list_events(self, *, after: Any = None, types: Any = None, limit: Any = None, wait: Any = None) -> models.EventFeedPage:
        """What happened, from where you stopped reading."""
        found: models.EventFeedPage = self.call("GET", "/v1/events", query={"after": after, "types": types, "limit": limit, "wait": wait})
        return found

    def list_webhook_endpoints(self) -> models.WebhookEndpoints:
        """Where the practice's events are sent."""
        found: models.WebhookEndpoints = self.call("GET", "/v1/webhook-endpoints")
        return found

    def create_webhook_endpoint(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.WebhookEndpointWithSecret:
        """Have events sent to an address."""
        found: models.WebhookEndpointWithSecret = self.call("POST", "/v1/webhook-endpoints", body=body, idempotency_key=idempotency_key)
        return found

    def get_webhook_endpoint(self, endpoint_id: str) -> models.WebhookEndpoint:
        """One webhook endpoint."""
        found: models.WebhookEndpoint = self.call("GET", f"/v1/webhook-endpoints/{endpoint_id}")
        return found

    def change_webhook_endpoint(self, endpoint_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.WebhookEndpoint:
        """Change a webhook endpoint, disable or enable it."""
        found: models.WebhookEndpoint = self.call("PATCH", f"/v1/webhook-endpoints/{endpoint_id}", body=body, if_match=if_match)
        return found

    def delete_webhook_endpoint(self, endpoint_id: str) -> None:
        """Send nothing more to an address."""
        self.call("DELETE", f"/v1/webhook-endpoints/{endpoint_id}")

    def rotate_webhook_secret(self, endpoint_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.WebhookEndpointWithSecret:
        """A new secret."""
        found: models.WebhookEndpointWithSecret = self.call("POST", f"/v1/webhook-endpoints/{endpoint_id}/rotate", body=body, idempotency_key=idempotency_key)
        return found

    def test_webhook_endpoint(self, endpoint_id: str, *, idempotency_key: str | None = None) -> models.WebhookDelivery:
        """Have a test event sent."""
        found: models.WebhookDelivery = self.call("POST", f"/v1/webhook-endpoints/{endpoint_id}/test", idempotency_key=idempotency_key)
        return found

    def list_webhook_deliveries(self, endpoint_id: str, *, state: Any = None, limit: Any = None, cursor: Any = None) -> models.WebhookDeliveries:
        """What was sent to an endpoint, the newest first."""
        found: models.WebhookDeliveries = self.call("GET", f"/v1/webhook-endpoints/{endpoint_id}/deliveries", query={"state": state, "limit": limit, "cursor": cursor})
        return found

    def resend_webhook_deliveries(self, endpoint_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Resent:
        """Send again."""
        found: models.Resent = self.call("POST", f"/v1/webhook-endpoints/{endpoint_id}/resend", body=body, idempotency_key=idempotency_key)
        return found

    def list_service_accounts(self) -> models.Programs:
        """The practice's programs."""
        found: models.Programs = self.call("GET", "/v1/service-accounts")
        return found

    def create_service_account(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.ProgramWithSecret:
        """An account for a program."""
        found: models.ProgramWithSecret = self.call("POST", "/v1/service-accounts", body=body, idempotency_key=idempotency_key)
        return found

    def get_service_account(self, program_id: str) -> models.Program:
        """One program."""
        found: models.Program = self.call("GET", f"/v1/service-accounts/{program_id}")
        return found

    def change_service_account(self, program_id: str, body: Mapping[str, Any]) -> models.Program:
        """Change a program's name, scopes or networks."""
        found: models.Program = self.call("PATCH", f"/v1/service-accounts/{program_id}", body=body)
        return found

    def end_service_account(self, program_id: str) -> None:
        """End a program, with its tokens."""
        self.call("DELETE", f"/v1/service-accounts/{program_id}")

    def rotate_service_account_secret(self, program_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.ProgramWithSecret:
        """A new secret."""
        found: models.ProgramWithSecret = self.call("POST", f"/v1/service-accounts/{program_id}/rotate", body=body, idempotency_key=idempotency_key)
        return found

    def list_activity(self, *, limit: Any = None, cursor: Any = None, client_id: Any = None, user_id: Any = None, kind: Any = None, without: Any = None) -> models.ActivityPage:
        """Who changed what, newest first."""
        found: models.ActivityPage = self.call("GET", "/v1/activity", query={"limit": limit, "cursor": cursor, "client_id": client_id, "user_id": user_id, "kind": kind, "without": without})
        return found

    def get_reference(self, kind: str, *, q: Any = None) -> models.Reference:
        """Industries, solutions, countries, currencies, types of income source."""
        found: models.Reference = self.call("GET", f"/v1/reference/{kind}", query={"q": q})
        return found


class AsyncOperations:
    """Each operation, as a method to await."""

    async def call(self, method: str, path: str, **more: Any) -> Any:
        """Ask the API; see `client`."""
        raise NotImplementedError

    async def register_practice(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Registered:
        """Register a practice."""
        found: models.Registered = await self.call("POST", "/v1/practices", body=body, idempotency_key=idempotency_key)
        return found

    async def get_practice(self) -> models.Practice:
        """Your practice."""
        found: models.Practice = await self.call("GET", "/v1/practice")
        return found

    async def change_practice(self, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Practice:
        """Change your practice."""
        found: models.Practice = await self.call("PATCH", "/v1/practice", body=body, if_match=if_match)
        return found

    async def get_practice_link(self) -> models.PracticeLink:
        """The link by which people ask your practice to take them on."""
        found: models.PracticeLink = await self.call("GET", "/v1/practice/link")
        return found

    async def change_practice_link(self, body: Mapping[str, Any], *, if_match: str | None = None) -> models.PracticeLink:
        """Switch the link on or off, or choose its ending."""
        found: models.PracticeLink = await self.call("PATCH", "/v1/practice/link", body=body, if_match=if_match)
        return found

    async def get_practice_messages(self) -> models.PracticeMessages:
        """How your practice's messages look."""
        found: models.PracticeMessages = await self.call("GET", "/v1/practice/messages")
        return found

    async def change_practice_messages(self, body: Mapping[str, Any], *, if_match: str | None = None) -> models.PracticeMessages:
        """Change how your practice's messages look."""
        found: models.PracticeMessages = await self.call("PATCH", "/v1/practice/messages", body=body, if_match=if_match)
        return found

    async def put_practice_logo(self, file: bytes, *, media_type: Literal["image/png", "image/jpeg", "image/webp"]) -> models.KeptBranding:
        """Have a picture as your practice's logo."""
        found: models.KeptBranding = await self.call("PUT", "/v1/practice/logo", file=file, media_type=media_type)
        return found

    async def remove_practice_logo(self) -> models.KeptBranding:
        """Have no logo."""
        found: models.KeptBranding = await self.call("DELETE", "/v1/practice/logo")
        return found

    async def preview_message(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.MessagePreview:
        """A message as it would look."""
        found: models.MessagePreview = await self.call("POST", "/v1/practice/message-previews", body=body, idempotency_key=idempotency_key)
        return found

    async def preview_text(self, *, account_name: Any = None, name: Any = None) -> models.TextPreview:
        """The text that would invite somebody, and in how many parts it goes."""
        found: models.TextPreview = await self.call("GET", "/v1/invitation-text-preview", query={"account_name": account_name, "name": name})
        return found

    async def send_test_message(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """Send yourself a message as a test."""
        await self.call("POST", "/v1/practice/message-tests", body=body, idempotency_key=idempotency_key)

    async def sign_in(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.SignedIn:
        """Sign in."""
        found: models.SignedIn = await self.call("POST", "/v1/sessions", body=body, idempotency_key=idempotency_key)
        return found

    async def list_sessions(self) -> models.OwnSessions:
        """Where you are signed in."""
        found: models.OwnSessions = await self.call("GET", "/v1/sessions")
        return found

    async def get_session(self) -> models.Session:
        """Who am I."""
        found: models.Session = await self.call("GET", "/v1/session")
        return found

    async def switch_account(self, body: Mapping[str, Any]) -> models.Session:
        """Switch to another of your accounts."""
        found: models.Session = await self.call("PATCH", "/v1/session", body=body)
        return found

    async def sign_out(self) -> None:
        """Sign out."""
        await self.call("DELETE", "/v1/session")

    async def end_session(self, session_id: str) -> None:
        """Sign out elsewhere."""
        await self.call("DELETE", f"/v1/sessions/{session_id}")

    async def change_password(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """Change your password."""
        await self.call("POST", "/v1/password-changes", body=body, idempotency_key=idempotency_key)

    async def request_password_reset(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """Get a link for a new password by mail."""
        await self.call("POST", "/v1/password-resets", body=body, idempotency_key=idempotency_key)

    async def complete_password_reset(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """Choose a new password by the link from the mail."""
        await self.call("POST", "/v1/password-reset-completions", body=body, idempotency_key=idempotency_key)

    async def confirm_email(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.EmailConfirmed:
        """Confirm your email address by the code from the mail."""
        found: models.EmailConfirmed = await self.call("POST", "/v1/email-confirmations", body=body, idempotency_key=idempotency_key)
        return found

    async def send_email_confirmation(self, *, idempotency_key: str | None = None) -> None:
        """Get another mail to confirm your email address."""
        await self.call("POST", "/v1/email-confirmation-mails", idempotency_key=idempotency_key)

    async def get_totp(self) -> models.Totp:
        """Do you use an authenticator app?."""
        found: models.Totp = await self.call("GET", "/v1/totp")
        return found

    async def begin_totp(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.TotpBegun:
        """Set up an authenticator app."""
        found: models.TotpBegun = await self.call("POST", "/v1/totp", body=body, idempotency_key=idempotency_key)
        return found

    async def confirm_totp(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.RecoveryCodes:
        """Turn the authenticator app on."""
        found: models.RecoveryCodes = await self.call("POST", "/v1/totp/confirm", body=body, idempotency_key=idempotency_key)
        return found

    async def renew_recovery_codes(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.RecoveryCodes:
        """Get new recovery codes."""
        found: models.RecoveryCodes = await self.call("POST", "/v1/totp/recovery-codes", body=body, idempotency_key=idempotency_key)
        return found

    async def disable_totp(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """Sign in by password alone again."""
        await self.call("POST", "/v1/totp/disable", body=body, idempotency_key=idempotency_key)

    async def list_api_tokens(self) -> models.ApiTokens:
        """Your API tokens for this account."""
        found: models.ApiTokens = await self.call("GET", "/v1/api-tokens")
        return found

    async def create_api_token(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.ApiTokenCreated:
        """Make an API token."""
        found: models.ApiTokenCreated = await self.call("POST", "/v1/api-tokens", body=body, idempotency_key=idempotency_key)
        return found

    async def end_api_token(self, token_id: str) -> None:
        """Revoke an API token."""
        await self.call("DELETE", f"/v1/api-tokens/{token_id}")

    async def list_colleagues(self, *, limit: Any = None, cursor: Any = None) -> models.ColleaguePage:
        """The colleagues of your practice."""
        found: models.ColleaguePage = await self.call("GET", "/v1/colleagues", query={"limit": limit, "cursor": cursor})
        return found

    async def invite_colleague(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Colleague:
        """Invite a colleague."""
        found: models.Colleague = await self.call("POST", "/v1/colleagues", body=body, idempotency_key=idempotency_key)
        return found

    async def list_admins(self) -> models.Admins:
        """Whom to ask."""
        found: models.Admins = await self.call("GET", "/v1/practice/admins")
        return found

    async def get_colleague(self, user_id: str) -> models.Colleague:
        """One colleague."""
        found: models.Colleague = await self.call("GET", f"/v1/colleagues/{user_id}")
        return found

    async def change_colleague(self, user_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Colleague:
        """Change a colleague's role and permissions."""
        found: models.Colleague = await self.call("PATCH", f"/v1/colleagues/{user_id}", body=body, if_match=if_match)
        return found

    async def remove_colleague(self, user_id: str, body: Mapping[str, Any] | None = None) -> None:
        """Remove a colleague."""
        await self.call("DELETE", f"/v1/colleagues/{user_id}", body=body)

    async def get_colleague_access(self, user_id: str, *, limit: Any = None, cursor: Any = None, at: Any = None) -> models.ColleagueAccess:
        """Which clients a colleague could see, and as what."""
        found: models.ColleagueAccess = await self.call("GET", f"/v1/colleagues/{user_id}/access", query={"limit": limit, "cursor": cursor, "at": at})
        return found

    async def deactivate_colleague(self, user_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.Colleague:
        """End a colleague's access at once, and keep what they had."""
        found: models.Colleague = await self.call("POST", f"/v1/colleagues/{user_id}/deactivate", body=body, idempotency_key=idempotency_key)
        return found

    async def reactivate_colleague(self, user_id: str, *, idempotency_key: str | None = None) -> models.Colleague:
        """Let a deactivated colleague in again."""
        found: models.Colleague = await self.call("POST", f"/v1/colleagues/{user_id}/reactivate", idempotency_key=idempotency_key)
        return found

    async def list_teams(self, *, limit: Any = None, cursor: Any = None) -> models.TeamPage:
        """The teams of your practice."""
        found: models.TeamPage = await self.call("GET", "/v1/teams", query={"limit": limit, "cursor": cursor})
        return found

    async def create_team(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Team:
        """Make a team."""
        found: models.Team = await self.call("POST", "/v1/teams", body=body, idempotency_key=idempotency_key)
        return found

    async def get_team(self, team_id: str) -> models.Team:
        """One team."""
        found: models.Team = await self.call("GET", f"/v1/teams/{team_id}")
        return found

    async def change_team(self, team_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Team:
        """Rename a team, or say who is in it."""
        found: models.Team = await self.call("PATCH", f"/v1/teams/{team_id}", body=body, if_match=if_match)
        return found

    async def delete_team(self, team_id: str) -> None:
        """Delete a team, and the access it gave."""
        await self.call("DELETE", f"/v1/teams/{team_id}")

    async def list_responsibilities(self) -> models.Responsibilities:
        """The responsibilities of your practice."""
        found: models.Responsibilities = await self.call("GET", "/v1/responsibilities")
        return found

    async def create_responsibility(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Responsibility:
        """Add a responsibility."""
        found: models.Responsibility = await self.call("POST", "/v1/responsibilities", body=body, idempotency_key=idempotency_key)
        return found

    async def get_responsibility(self, responsibility_id: str) -> models.ResponsibilityWithPeople:
        """One responsibility, and who has it."""
        found: models.ResponsibilityWithPeople = await self.call("GET", f"/v1/responsibilities/{responsibility_id}")
        return found

    async def change_responsibility(self, responsibility_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Responsibility:
        """Rename a responsibility, or move it among the others."""
        found: models.Responsibility = await self.call("PATCH", f"/v1/responsibilities/{responsibility_id}", body=body, if_match=if_match)
        return found

    async def end_responsibility(self, responsibility_id: str) -> None:
        """End a responsibility, and the access that it gave."""
        await self.call("DELETE", f"/v1/responsibilities/{responsibility_id}")

    async def get_home(self) -> models.Home:
        """What waits for you, and how your clients come in."""
        found: models.Home = await self.call("GET", "/v1/home")
        return found

    async def get_access_summary(self, *, limit: Any = None) -> models.AccessSummary:
        """Which requests for access are yours to decide, and what ends within a week."""
        found: models.AccessSummary = await self.call("GET", "/v1/access-summary", query={"limit": limit})
        return found

    async def get_invitation_summary(self) -> models.InvitationSummary:
        """Which invitations need somebody, and how soon they are accepted."""
        found: models.InvitationSummary = await self.call("GET", "/v1/invitation-summary")
        return found

    async def create_client(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Client:
        """Add a client."""
        found: models.Client = await self.call("POST", "/v1/clients", body=body, idempotency_key=idempotency_key)
        return found

    async def list_clients(self, *, view: Any = None, q: Any = None, type: Any = None, status: Any = None, connection: Any = None, invitation: Any = None, colleague_id: Any = None, responsible: Any = None, added_from: Any = None, added_until: Any = None, sort: Any = None, limit: Any = None, cursor: Any = None, include: Any = None, level: Any = None) -> models.ClientPage:
        """The clients you can see."""
        found: models.ClientPage = await self.call("GET", "/v1/clients", query={"view": view, "q": q, "type": type, "status": status, "connection": connection, "invitation": invitation, "colleague_id": colleague_id, "responsible": responsible, "added_from": added_from, "added_until": added_until, "sort": sort, "limit": limit, "cursor": cursor, "include": include, "level": level})
        return found

    async def export_clients(self, *, view: Any = None, q: Any = None, type: Any = None, status: Any = None, connection: Any = None, invitation: Any = None, colleague_id: Any = None, responsible: Any = None, added_from: Any = None, added_until: Any = None, sort: Any = None) -> bytes:
        """The clients you can see, as CSV."""
        found: bytes = await self.call("GET", "/v1/clients.csv", query={"view": view, "q": q, "type": type, "status": status, "connection": connection, "invitation": invitation, "colleague_id": colleague_id, "responsible": responsible, "added_from": added_from, "added_until": added_until, "sort": sort})
        return found

    async def count_clients(self, *, status: Any = None) -> models.ClientCounts:
        """How many clients you can see, by view and state."""
        found: models.ClientCounts = await self.call("GET", "/v1/client-counts", query={"status": status})
        return found

    async def get_client(self, client_id: str) -> models.Client:
        """One client."""
        found: models.Client = await self.call("GET", f"/v1/clients/{client_id}")
        return found

    async def change_client(self, client_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Client:
        """Change a client's settings."""
        found: models.Client = await self.call("PATCH", f"/v1/clients/{client_id}", body=body, if_match=if_match)
        return found

    async def delete_client(self, client_id: str, *, confirm_name: Any = None) -> None:
        """Delete a client for good."""
        await self.call("DELETE", f"/v1/clients/{client_id}", query={"confirm_name": confirm_name})

    async def archive_client(self, client_id: str, *, idempotency_key: str | None = None) -> models.Client:
        """Archive a client."""
        found: models.Client = await self.call("POST", f"/v1/clients/{client_id}/archive", idempotency_key=idempotency_key)
        return found

    async def restore_client(self, client_id: str, *, idempotency_key: str | None = None) -> models.Client:
        """Restore an archived client."""
        found: models.Client = await self.call("POST", f"/v1/clients/{client_id}/restore", idempotency_key=idempotency_key)
        return found

    async def get_client_guide(self, client_id: str) -> models.Guide:
        """What is worth doing next for a client."""
        found: models.Guide = await self.call("GET", f"/v1/clients/{client_id}/guide")
        return found

    async def check_client_duplicates(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Duplicates:
        """Have we this client already?."""
        found: models.Duplicates = await self.call("POST", "/v1/client-duplicate-checks", body=body, idempotency_key=idempotency_key)
        return found

    async def look_up_user(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.EmailLookedUp:
        """Is this email address already a user's?."""
        found: models.EmailLookedUp = await self.call("POST", "/v1/user-lookups", body=body, idempotency_key=idempotency_key)
        return found

    async def list_client_views(self) -> models.SavedViews:
        """Your saved views of the list of clients."""
        found: models.SavedViews = await self.call("GET", "/v1/client-views")
        return found

    async def save_client_view(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.SavedView:
        """Save a view of the list of clients."""
        found: models.SavedView = await self.call("POST", "/v1/client-views", body=body, idempotency_key=idempotency_key)
        return found

    async def replace_client_view(self, view_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.SavedView:
        """Rename or replace a saved view."""
        found: models.SavedView = await self.call("PUT", f"/v1/client-views/{view_id}", body=body, if_match=if_match)
        return found

    async def delete_client_view(self, view_id: str) -> None:
        """Delete a saved view."""
        await self.call("DELETE", f"/v1/client-views/{view_id}")

    async def begin_client_draft(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Draft:
        """Begin to add a client."""
        found: models.Draft = await self.call("POST", "/v1/client-drafts", body=body, idempotency_key=idempotency_key)
        return found

    async def list_client_drafts(self, *, limit: Any = None, cursor: Any = None) -> models.DraftPage:
        """The practice's drafts."""
        found: models.DraftPage = await self.call("GET", "/v1/client-drafts", query={"limit": limit, "cursor": cursor})
        return found

    async def get_client_draft(self, draft_id: str) -> models.Draft:
        """One draft."""
        found: models.Draft = await self.call("GET", f"/v1/client-drafts/{draft_id}")
        return found

    async def change_client_draft(self, draft_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Draft:
        """Give more answers."""
        found: models.Draft = await self.call("PATCH", f"/v1/client-drafts/{draft_id}", body=body, if_match=if_match)
        return found

    async def delete_client_draft(self, draft_id: str) -> None:
        """Throw a draft away."""
        await self.call("DELETE", f"/v1/client-drafts/{draft_id}")

    async def create_from_client_draft(self, draft_id: str, *, idempotency_key: str | None = None) -> models.Client:
        """Make a client of a draft."""
        found: models.Client = await self.call("POST", f"/v1/client-drafts/{draft_id}/create", idempotency_key=idempotency_key)
        return found

    async def import_clients(self, file: bytes, *, media_type: Literal["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"], kind: Any = None, filename: Any = None, idempotency_key: str | None = None) -> models.Import:
        """Upload a file of clients, or of practice codes."""
        found: models.Import = await self.call("POST", "/v1/client-imports", query={"kind": kind, "filename": filename}, file=file, media_type=media_type, idempotency_key=idempotency_key)
        return found

    async def list_client_imports(self, *, limit: Any = None, cursor: Any = None) -> models.ImportPage:
        """The practice's imports, newest first."""
        found: models.ImportPage = await self.call("GET", "/v1/client-imports", query={"limit": limit, "cursor": cursor})
        return found

    async def get_client_import_template_csv(self) -> bytes:
        """A file to fill in and import, as CSV."""
        found: bytes = await self.call("GET", "/v1/client-import-template.csv")
        return found

    async def get_client_import_template_xlsx(self) -> bytes:
        """A file to fill in and import, as XLSX."""
        found: bytes = await self.call("GET", "/v1/client-import-template.xlsx")
        return found

    async def get_client_import(self, import_id: str) -> models.Import:
        """One import: how far it is."""
        found: models.Import = await self.call("GET", f"/v1/client-imports/{import_id}")
        return found

    async def settle_client_import(self, import_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.Import:
        """Say what the columns are, and how rows are treated."""
        found: models.Import = await self.call("PATCH", f"/v1/client-imports/{import_id}", body=body, if_match=if_match)
        return found

    async def delete_client_import(self, import_id: str) -> None:
        """Forget a file and its rows."""
        await self.call("DELETE", f"/v1/client-imports/{import_id}")

    async def list_client_import_rows(self, import_id: str, *, verdict: Any = None, result: Any = None, limit: Any = None, cursor: Any = None) -> models.RowPage:
        """The rows, with their verdicts and results."""
        found: models.RowPage = await self.call("GET", f"/v1/client-imports/{import_id}/rows", query={"verdict": verdict, "result": result, "limit": limit, "cursor": cursor})
        return found

    async def export_client_import_failures(self, import_id: str) -> bytes:
        """The rows that are wrong or failed, as CSV to mend and import again."""
        found: bytes = await self.call("GET", f"/v1/client-imports/{import_id}/failures.csv")
        return found

    async def start_client_import(self, import_id: str, *, idempotency_key: str | None = None) -> models.Import:
        """Import the rows that were checked."""
        found: models.Import = await self.call("POST", f"/v1/client-imports/{import_id}/start", idempotency_key=idempotency_key)
        return found

    async def resume_client_import(self, import_id: str, *, idempotency_key: str | None = None) -> models.Import:
        """Go on where an import stopped."""
        found: models.Import = await self.call("POST", f"/v1/client-imports/{import_id}/resume", idempotency_key=idempotency_key)
        return found

    async def undo_client_import(self, import_id: str, *, idempotency_key: str | None = None) -> models.Import:
        """Take an import back, within 24 hours."""
        found: models.Import = await self.call("POST", f"/v1/client-imports/{import_id}/undo", idempotency_key=idempotency_key)
        return found

    async def find_companies(self, *, q: Any = None) -> models.FoundCompanies:
        """Find a company at Companies House."""
        found: models.FoundCompanies = await self.call("GET", "/v1/companies", query={"q": q})
        return found

    async def request_practice(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.PracticeRequest:
        """Ask a practice to take your account on."""
        found: models.PracticeRequest = await self.call("POST", "/v1/practice-requests", body=body, idempotency_key=idempotency_key)
        return found

    async def list_practice_requests(self, *, state: Any = None, limit: Any = None, cursor: Any = None) -> models.PracticeRequestPage:
        """What clients ask of your practice, or what you have asked."""
        found: models.PracticeRequestPage = await self.call("GET", "/v1/practice-requests", query={"state": state, "limit": limit, "cursor": cursor})
        return found

    async def get_practice_request(self, request_id: str) -> models.ExaminedRequest:
        """One request."""
        found: models.ExaminedRequest = await self.call("GET", f"/v1/practice-requests/{request_id}")
        return found

    async def accept_practice_request(self, request_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Client:
        """Take the client on."""
        found: models.Client = await self.call("POST", f"/v1/practice-requests/{request_id}/accept", body=body, idempotency_key=idempotency_key)
        return found

    async def decline_practice_request(self, request_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.PracticeRequest:
        """Decline a client."""
        found: models.PracticeRequest = await self.call("POST", f"/v1/practice-requests/{request_id}/decline", body=body, idempotency_key=idempotency_key)
        return found

    async def get_client_access(self, client_id: str, *, at: Any = None) -> models.ShownAccess:
        """Who has been given access to a client."""
        found: models.ShownAccess = await self.call("GET", f"/v1/clients/{client_id}/access", query={"at": at})
        return found

    async def put_client_access(self, client_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.GrantedAccess:
        """Say who may see a client."""
        found: models.GrantedAccess = await self.call("PUT", f"/v1/clients/{client_id}/access", body=body, if_match=if_match)
        return found

    async def list_people_with_access(self, client_id: str, *, limit: Any = None, cursor: Any = None, user_id: Any = None) -> models.PeopleWithAccess:
        """Who sees a client, and why."""
        found: models.PeopleWithAccess = await self.call("GET", f"/v1/clients/{client_id}/access/people", query={"limit": limit, "cursor": cursor, "user_id": user_id})
        return found

    async def change_access_of_many(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.AccessResults:
        """Give or take access of many clients at once."""
        found: models.AccessResults = await self.call("POST", "/v1/client-access-changes", body=body, idempotency_key=idempotency_key)
        return found

    async def request_access(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.AccessRequest:
        """Ask to see a client, or to do more with it."""
        found: models.AccessRequest = await self.call("POST", "/v1/access-requests", body=body, idempotency_key=idempotency_key)
        return found

    async def list_access_requests(self, *, view: Any = None, state: Any = None, client_id: Any = None, limit: Any = None, cursor: Any = None) -> models.AccessRequestPage:
        """What you have asked to see, and what you may decide."""
        found: models.AccessRequestPage = await self.call("GET", "/v1/access-requests", query={"view": view, "state": state, "client_id": client_id, "limit": limit, "cursor": cursor})
        return found

    async def get_access_request(self, request_id: str) -> models.AccessRequest:
        """One request."""
        found: models.AccessRequest = await self.call("GET", f"/v1/access-requests/{request_id}")
        return found

    async def approve_access_request(self, request_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.AccessRequest:
        """Give the access."""
        found: models.AccessRequest = await self.call("POST", f"/v1/access-requests/{request_id}/approve", body=body, idempotency_key=idempotency_key)
        return found

    async def decline_access_request(self, request_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.AccessRequest:
        """Decline, and say why."""
        found: models.AccessRequest = await self.call("POST", f"/v1/access-requests/{request_id}/decline", body=body, idempotency_key=idempotency_key)
        return found

    async def withdraw_access_request(self, request_id: str, *, idempotency_key: str | None = None) -> models.AccessRequest:
        """Take your own request back."""
        found: models.AccessRequest = await self.call("POST", f"/v1/access-requests/{request_id}/withdraw", idempotency_key=idempotency_key)
        return found

    async def start_access_review(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.AccessReview:
        """Start a review of who reaches what."""
        found: models.AccessReview = await self.call("POST", "/v1/access-reviews", body=body, idempotency_key=idempotency_key)
        return found

    async def list_access_reviews(self, *, state: Any = None, user_id: Any = None, limit: Any = None, cursor: Any = None) -> models.AccessReviewPage:
        """Reviews of who reaches what, the newest first."""
        found: models.AccessReviewPage = await self.call("GET", "/v1/access-reviews", query={"state": state, "user_id": user_id, "limit": limit, "cursor": cursor})
        return found

    async def get_access_review(self, review_id: str) -> models.AccessReview:
        """One review, and how far it is."""
        found: models.AccessReview = await self.call("GET", f"/v1/access-reviews/{review_id}")
        return found

    async def list_reviewed_colleagues(self, review_id: str, *, limit: Any = None, cursor: Any = None, user_id: Any = None) -> models.ReviewedColleaguePage:
        """The colleagues whom a review is of."""
        found: models.ReviewedColleaguePage = await self.call("GET", f"/v1/access-reviews/{review_id}/colleagues", query={"limit": limit, "cursor": cursor, "user_id": user_id})
        return found

    async def list_review_lines(self, review_id: str, *, limit: Any = None, cursor: Any = None, user_id: Any = None, undecided: Any = None) -> models.ReviewLinePage:
        """A review's lines, by colleague and client."""
        found: models.ReviewLinePage = await self.call("GET", f"/v1/access-reviews/{review_id}/lines", query={"limit": limit, "cursor": cursor, "user_id": user_id, "undecided": undecided})
        return found

    async def export_review_lines(self, review_id: str) -> bytes:
        """A review's lines, as CSV."""
        found: bytes = await self.call("GET", f"/v1/access-reviews/{review_id}/lines.csv")
        return found

    async def export_review_document(self, review_id: str) -> bytes:
        """A review and its lines, as PDF."""
        found: bytes = await self.call("GET", f"/v1/access-reviews/{review_id}/lines.pdf")
        return found

    async def decide_review_line(self, review_id: str, line_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.ReviewLine:
        """Keep, change or end how a colleague reaches a client."""
        found: models.ReviewLine = await self.call("POST", f"/v1/access-reviews/{review_id}/lines/{line_id}/decision", body=body, idempotency_key=idempotency_key)
        return found

    async def undo_review_decision(self, review_id: str, line_id: str) -> models.ReviewLine:
        """Take a decision back."""
        found: models.ReviewLine = await self.call("DELETE", f"/v1/access-reviews/{review_id}/lines/{line_id}/decision")
        return found

    async def sign_off_access_review(self, review_id: str, *, idempotency_key: str | None = None) -> models.AccessReview:
        """Sign a review off."""
        found: models.AccessReview = await self.call("POST", f"/v1/access-reviews/{review_id}/sign-off", idempotency_key=idempotency_key)
        return found

    async def cancel_access_review(self, review_id: str, *, idempotency_key: str | None = None) -> models.AccessReview:
        """Give a review up."""
        found: models.AccessReview = await self.call("POST", f"/v1/access-reviews/{review_id}/cancel", idempotency_key=idempotency_key)
        return found

    async def list_notices(self, *, unread: Any = None, limit: Any = None, cursor: Any = None) -> models.NoticePage:
        """What concerns you."""
        found: models.NoticePage = await self.call("GET", "/v1/notices", query={"unread": unread, "limit": limit, "cursor": cursor})
        return found

    async def read_notices(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.UnreadNotices:
        """Have them read, up to the newest that you saw."""
        found: models.UnreadNotices = await self.call("POST", "/v1/notices/read", body=body, idempotency_key=idempotency_key)
        return found

    async def choose_notice_digest(self, body: Mapping[str, Any]) -> models.ChosenDigest:
        """Whether you get a mail about what you have not read."""
        found: models.ChosenDigest = await self.call("PUT", "/v1/notices/digest", body=body)
        return found

    async def list_client_users(self, client_id: str, *, limit: Any = None, cursor: Any = None) -> models.ClientUsers:
        """The users of a client."""
        found: models.ClientUsers = await self.call("GET", f"/v1/clients/{client_id}/users", query={"limit": limit, "cursor": cursor})
        return found

    async def add_client_user(self, client_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.ClientUser:
        """Add a user to a client."""
        found: models.ClientUser = await self.call("POST", f"/v1/clients/{client_id}/users", body=body, idempotency_key=idempotency_key)
        return found

    async def change_client_user(self, client_id: str, user_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.ClientUser:
        """Give a client's user another role."""
        found: models.ClientUser = await self.call("PATCH", f"/v1/clients/{client_id}/users/{user_id}", body=body, if_match=if_match)
        return found

    async def remove_client_user(self, client_id: str, user_id: str) -> None:
        """Remove a user from a client."""
        await self.call("DELETE", f"/v1/clients/{client_id}/users/{user_id}")

    async def upload_document(self, client_id: str, file: bytes, *, media_type: Literal["application/octet-stream"], filename: Any = None, idempotency_key: str | None = None) -> models.Document:
        """Upload a document of a client."""
        found: models.Document = await self.call("POST", f"/v1/clients/{client_id}/documents", query={"filename": filename}, file=file, media_type=media_type, idempotency_key=idempotency_key)
        return found

    async def list_documents(self, client_id: str, *, q: Any = None, deleted: Any = None, held: Any = None, limit: Any = None, cursor: Any = None) -> models.DocumentPage:
        """The documents of a client, newest first."""
        found: models.DocumentPage = await self.call("GET", f"/v1/clients/{client_id}/documents", query={"q": q, "deleted": deleted, "held": held, "limit": limit, "cursor": cursor})
        return found

    async def get_document(self, client_id: str, document_id: str) -> models.Document:
        """One document: what it is, and who sent it."""
        found: models.Document = await self.call("GET", f"/v1/clients/{client_id}/documents/{document_id}")
        return found

    async def delete_document(self, client_id: str, document_id: str) -> None:
        """Delete a document."""
        await self.call("DELETE", f"/v1/clients/{client_id}/documents/{document_id}")

    async def get_document_content(self, client_id: str, document_id: str) -> bytes:
        """A document's content."""
        found: bytes = await self.call("GET", f"/v1/clients/{client_id}/documents/{document_id}/content")
        return found

    async def restore_document(self, client_id: str, document_id: str, *, idempotency_key: str | None = None) -> models.Document:
        """Take a deleted document back."""
        found: models.Document = await self.call("POST", f"/v1/clients/{client_id}/documents/{document_id}/restore", idempotency_key=idempotency_key)
        return found

    async def accept_document(self, client_id: str, document_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.DocumentPage:
        """Accept a document from somebody unknown."""
        found: models.DocumentPage = await self.call("POST", f"/v1/clients/{client_id}/documents/{document_id}/accept", body=body, idempotency_key=idempotency_key)
        return found

    async def refuse_document(self, client_id: str, document_id: str, *, idempotency_key: str | None = None) -> None:
        """Refuse a document from somebody unknown."""
        await self.call("POST", f"/v1/clients/{client_id}/documents/{document_id}/refuse", idempotency_key=idempotency_key)

    async def get_document_senders(self, client_id: str) -> models.DocumentSenders:
        """Who may send documents by email."""
        found: models.DocumentSenders = await self.call("GET", f"/v1/clients/{client_id}/document-senders")
        return found

    async def change_document_senders(self, client_id: str, body: Mapping[str, Any]) -> models.DocumentSenders:
        """Say who may send documents by email."""
        found: models.DocumentSenders = await self.call("PUT", f"/v1/clients/{client_id}/document-senders", body=body)
        return found

    async def forget_document_sender(self, client_id: str, sender_id: str) -> None:
        """Let a sender be unknown again."""
        await self.call("DELETE", f"/v1/clients/{client_id}/document-senders/{sender_id}")

    async def list_client_invitations(self, client_id: str) -> models.InvitationPage:
        """The invitations of one client."""
        found: models.InvitationPage = await self.call("GET", f"/v1/clients/{client_id}/invitations")
        return found

    async def invite_to_client(self, client_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Invitation:
        """Invite somebody to a client."""
        found: models.Invitation = await self.call("POST", f"/v1/clients/{client_id}/invitations", body=body, idempotency_key=idempotency_key)
        return found

    async def list_invitations(self, *, state: Any = None, ending: Any = None, invited_by: Any = None, limit: Any = None, cursor: Any = None) -> models.InvitationPage:
        """The practice's invitations."""
        found: models.InvitationPage = await self.call("GET", "/v1/invitations", query={"state": state, "ending": ending, "invited_by": invited_by, "limit": limit, "cursor": cursor})
        return found

    async def get_invitation(self, invitation_id: str) -> models.ListedInvitation:
        """One invitation."""
        found: models.ListedInvitation = await self.call("GET", f"/v1/invitations/{invitation_id}")
        return found

    async def resend_invitation(self, invitation_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Invitation:
        """Send an invitation again."""
        found: models.Invitation = await self.call("POST", f"/v1/invitations/{invitation_id}/resend", body=body, idempotency_key=idempotency_key)
        return found

    async def revoke_invitation(self, invitation_id: str, *, idempotency_key: str | None = None) -> models.Invitation:
        """Void an invitation's links."""
        found: models.Invitation = await self.call("POST", f"/v1/invitations/{invitation_id}/revoke", idempotency_key=idempotency_key)
        return found

    async def resend_invitations(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.InvitationResults:
        """Send many invitations again."""
        found: models.InvitationResults = await self.call("POST", "/v1/invitation-resends", body=body, idempotency_key=idempotency_key)
        return found

    async def revoke_invitations(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.InvitationResults:
        """Void the links of many invitations."""
        found: models.InvitationResults = await self.call("POST", "/v1/invitation-revocations", body=body, idempotency_key=idempotency_key)
        return found

    async def invite_many(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.BulkInvitation:
        """Invite somebody to each of many clients."""
        found: models.BulkInvitation = await self.call("POST", "/v1/bulk-invitations", body=body, idempotency_key=idempotency_key)
        return found

    async def list_bulk_invitations(self, *, limit: Any = None, cursor: Any = None) -> models.BulkInvitationPage:
        """What was sent to many at once, newest first."""
        found: models.BulkInvitationPage = await self.call("GET", "/v1/bulk-invitations", query={"limit": limit, "cursor": cursor})
        return found

    async def invite_imported(self, import_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.BulkInvitation:
        """Invite whom the rows of an import name."""
        found: models.BulkInvitation = await self.call("POST", f"/v1/client-imports/{import_id}/invitations", body=body, idempotency_key=idempotency_key)
        return found

    async def get_bulk_invitation(self, bulk_invitation_id: str) -> models.BulkInvitation:
        """How far invitations of many are."""
        found: models.BulkInvitation = await self.call("GET", f"/v1/bulk-invitations/{bulk_invitation_id}")
        return found

    async def list_bulk_invitation_rows(self, bulk_invitation_id: str, *, result: Any = None, limit: Any = None, cursor: Any = None) -> models.BulkRowPage:
        """The clients, each with its result."""
        found: models.BulkRowPage = await self.call("GET", f"/v1/bulk-invitations/{bulk_invitation_id}/rows", query={"result": result, "limit": limit, "cursor": cursor})
        return found

    async def stop_bulk_invitation(self, bulk_invitation_id: str, *, idempotency_key: str | None = None) -> models.BulkInvitation:
        """Send no more."""
        found: models.BulkInvitation = await self.call("POST", f"/v1/bulk-invitations/{bulk_invitation_id}/stop", idempotency_key=idempotency_key)
        return found

    async def resume_bulk_invitation(self, bulk_invitation_id: str, *, idempotency_key: str | None = None) -> models.BulkInvitation:
        """Go on where it stopped."""
        found: models.BulkInvitation = await self.call("POST", f"/v1/bulk-invitations/{bulk_invitation_id}/resume", idempotency_key=idempotency_key)
        return found

    async def note_text_status(self, *, invitation_id: Any = None, round: Any = None, idempotency_key: str | None = None) -> None:
        """What became of a text."""
        await self.call("POST", "/v1/webhooks/twilio/status", query={"invitation_id": invitation_id, "round": round}, idempotency_key=idempotency_key)

    async def note_bounce(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> None:
        """That a mail came back."""
        await self.call("POST", "/v1/webhooks/mail/bounces", body=body, idempotency_key=idempotency_key)

    async def look_up_invitation(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.InvitationFound:
        """What an invitation is for."""
        found: models.InvitationFound = await self.call("POST", "/v1/invitation-lookups", body=body, idempotency_key=idempotency_key)
        return found

    async def accept_invitation(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.SignedIn:
        """Accept an invitation."""
        found: models.SignedIn = await self.call("POST", "/v1/invitation-acceptances", body=body, idempotency_key=idempotency_key)
        return found

    async def list_connection_providers(self) -> models.Providers:
        """The accounting software a client can be connected to."""
        found: models.Providers = await self.call("GET", "/v1/connection-providers")
        return found

    async def begin_authorization(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Begun:
        """Begin a sign-in at a vendor."""
        found: models.Begun = await self.call("POST", "/v1/authorizations", body=body, idempotency_key=idempotency_key)
        return found

    async def get_authorization(self, authorization_id: str) -> models.Authorization:
        """How far a sign-in at a vendor is."""
        found: models.Authorization = await self.call("GET", f"/v1/authorizations/{authorization_id}")
        return found

    async def choose_organisation(self, authorization_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Authorization:
        """Choose one of the organisations that a sign-in reaches."""
        found: models.Authorization = await self.call("POST", f"/v1/authorizations/{authorization_id}/organisation", body=body, idempotency_key=idempotency_key)
        return found

    async def sync_clients(self, authorization_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.SyncedClients:
        """Add a client for each of several organisations."""
        found: models.SyncedClients = await self.call("POST", f"/v1/authorizations/{authorization_id}/clients", body=body, idempotency_key=idempotency_key)
        return found

    async def reconnect_many(self, authorization_id: str, *, idempotency_key: str | None = None) -> models.Reconnected:
        """Mend every connection that a sign-in reaches."""
        found: models.Reconnected = await self.call("POST", f"/v1/authorizations/{authorization_id}/reconnections", idempotency_key=idempotency_key)
        return found

    async def list_connections(self, *, state: Any = None, provider: Any = None, connected_by: Any = None, limit: Any = None, cursor: Any = None) -> models.ConnectionPage:
        """The health of the practice's connections."""
        found: models.ConnectionPage = await self.call("GET", "/v1/connections", query={"state": state, "provider": provider, "connected_by": connected_by, "limit": limit, "cursor": cursor})
        return found

    async def get_connection(self, client_id: str) -> models.ConnectionsConnection:
        """A client's accounting software."""
        found: models.ConnectionsConnection = await self.call("GET", f"/v1/clients/{client_id}/connection")
        return found

    async def connect_client(self, client_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.ConnectionsConnection:
        """Connect, reconnect or change a client's accounting software."""
        found: models.ConnectionsConnection = await self.call("POST", f"/v1/clients/{client_id}/connection", body=body, idempotency_key=idempotency_key)
        return found

    async def disconnect_client(self, client_id: str) -> None:
        """Disconnect a client's accounting software."""
        await self.call("DELETE", f"/v1/clients/{client_id}/connection")

    async def check_connection(self, client_id: str, *, idempotency_key: str | None = None) -> models.ConnectionsConnection:
        """Ask the vendor whether a client's connection works."""
        found: models.ConnectionsConnection = await self.call("POST", f"/v1/clients/{client_id}/connection/check", idempotency_key=idempotency_key)
        return found

    async def list_events(self, *, after: Any = None, types: Any = None, limit: Any = None, wait: Any = None) -> models.EventFeedPage:
        """What happened, from where you stopped reading."""
        found: models.EventFeedPage = await self.call("GET", "/v1/events", query={"after": after, "types": types, "limit": limit, "wait": wait})
        return found

    async def list_webhook_endpoints(self) -> models.WebhookEndpoints:
        """Where the practice's events are sent."""
        found: models.WebhookEndpoints = await self.call("GET", "/v1/webhook-endpoints")
        return found

    async def create_webhook_endpoint(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.WebhookEndpointWithSecret:
        """Have events sent to an address."""
        found: models.WebhookEndpointWithSecret = await self.call("POST", "/v1/webhook-endpoints", body=body, idempotency_key=idempotency_key)
        return found

    async def get_webhook_endpoint(self, endpoint_id: str) -> models.WebhookEndpoint:
        """One webhook endpoint."""
        found: models.WebhookEndpoint = await self.call("GET", f"/v1/webhook-endpoints/{endpoint_id}")
        return found

    async def change_webhook_endpoint(self, endpoint_id: str, body: Mapping[str, Any], *, if_match: str | None = None) -> models.WebhookEndpoint:
        """Change a webhook endpoint, disable or enable it."""
        found: models.WebhookEndpoint = await self.call("PATCH", f"/v1/webhook-endpoints/{endpoint_id}", body=body, if_match=if_match)
        return found

    async def delete_webhook_endpoint(self, endpoint_id: str) -> None:
        """Send nothing more to an address."""
        await self.call("DELETE", f"/v1/webhook-endpoints/{endpoint_id}")

    async def rotate_webhook_secret(self, endpoint_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.WebhookEndpointWithSecret:
        """A new secret."""
        found: models.WebhookEndpointWithSecret = await self.call("POST", f"/v1/webhook-endpoints/{endpoint_id}/rotate", body=body, idempotency_key=idempotency_key)
        return found

    async def test_webhook_endpoint(self, endpoint_id: str, *, idempotency_key: str | None = None) -> models.WebhookDelivery:
        """Have a test event sent."""
        found: models.WebhookDelivery = await self.call("POST", f"/v1/webhook-endpoints/{endpoint_id}/test", idempotency_key=idempotency_key)
        return found

    async def list_webhook_deliveries(self, endpoint_id: str, *, state: Any = None, limit: Any = None, cursor: Any = None) -> models.WebhookDeliveries:
        """What was sent to an endpoint, the newest first."""
        found: models.WebhookDeliveries = await self.call("GET", f"/v1/webhook-endpoints/{endpoint_id}/deliveries", query={"state": state, "limit": limit, "cursor": cursor})
        return found

    async def resend_webhook_deliveries(self, endpoint_id: str, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.Resent:
        """Send again."""
        found: models.Resent = await self.call("POST", f"/v1/webhook-endpoints/{endpoint_id}/resend", body=body, idempotency_key=idempotency_key)
        return found

    async def list_service_accounts(self) -> models.Programs:
        """The practice's programs."""
        found: models.Programs = await self.call("GET", "/v1/service-accounts")
        return found

    async def create_service_account(self, body: Mapping[str, Any], *, idempotency_key: str | None = None) -> models.ProgramWithSecret:
        """An account for a program."""
        found: models.ProgramWithSecret = await self.call("POST", "/v1/service-accounts", body=body, idempotency_key=idempotency_key)
        return found

    async def get_service_account(self, program_id: str) -> models.Program:
        """One program."""
        found: models.Program = await self.call("GET", f"/v1/service-accounts/{program_id}")
        return found

    async def change_service_account(self, program_id: str, body: Mapping[str, Any]) -> models.Program:
        """Change a program's name, scopes or networks."""
        found: models.Program = await self.call("PATCH", f"/v1/service-accounts/{program_id}", body=body)
        return found

    async def end_service_account(self, program_id: str) -> None:
        """End a program, with its tokens."""
        await self.call("DELETE", f"/v1/service-accounts/{program_id}")

    async def rotate_service_account_secret(self, program_id: str, body: Mapping[str, Any] | None = None, *, idempotency_key: str | None = None) -> models.ProgramWithSecret:
        """A new secret."""
        found: models.ProgramWithSecret = await self.call("POST", f"/v1/service-accounts/{program_id}/rotate", body=body, idempotency_key=idempotency_key)
        return found

    async def list_activity(self, *, limit: Any = None, cursor: Any = None, client_id: Any = None, user_id: Any = None, kind: Any = None, without: Any = None) -> models.ActivityPage:
        """Who changed what, newest first."""
        found: models.ActivityPage = await self.call("GET", "/v1/activity", query={"limit": limit, "cursor": cursor, "client_id": client_id, "user_id": user_id, "kind": kind, "without": without})
        return found

    async def get_reference(self, kind: str, *, q: Any = None) -> models.Reference:
        """Industries, solutions, countries, currencies, types of income source."""
        found: models.Reference = await self.call("GET", f"/v1/reference/{kind}", query={"q": q})
        return found
