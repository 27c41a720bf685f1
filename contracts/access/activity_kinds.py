"""What lines of the audit trail are of: a subject and a verb each."""

from __future__ import annotations

from enum import StrEnum


class ActivityKind(StrEnum):
    """Everything that the services write, and nothing else."""

    PRACTICE_REGISTERED = "practice.registered"
    PRACTICE_CHANGED = "practice.changed"
    PRACTICE_LINK_CHANGED = "practice.link_changed"
    PRACTICE_MESSAGES_CHANGED = "practice.messages_changed"
    PRACTICE_REQUEST_DECIDED = "practice.request_decided"
    COLLEAGUE_INVITED = "colleague.invited"
    COLLEAGUE_JOINED = "colleague.joined"
    COLLEAGUE_CHANGED = "colleague.changed"
    COLLEAGUE_DEACTIVATED = "colleague.deactivated"
    COLLEAGUE_REACTIVATED = "colleague.reactivated"
    COLLEAGUE_REMOVED = "colleague.removed"
    TEAM_CREATED = "team.created"
    TEAM_CHANGED = "team.changed"
    TEAM_DELETED = "team.deleted"
    CLIENT_CREATED = "client.created"
    CLIENT_UPDATED = "client.updated"
    CLIENT_ARCHIVED = "client.archived"
    CLIENT_RESTORED = "client.restored"
    CLIENT_DELETED = "client.deleted"
    CLIENT_TRANSFERRED = "client.transferred"
    CLIENT_ACCESS_CHANGED = "client_access.changed"
    CLIENT_USER_ADDED = "client_user.added"
    CLIENT_USER_JOINED = "client_user.joined"
    CLIENT_USER_CHANGED = "client_user.changed"
    CLIENT_USER_REMOVED = "client_user.removed"
    INVITATION_SENT = "invitation.sent"
    INVITATION_RESENT = "invitation.resent"
    INVITATION_REVOKED = "invitation.revoked"
    INVITATION_ACCEPTED = "invitation.accepted"
    INVITATION_EXPIRED = "invitation.expired"
    INVITATION_FAILED = "invitation.failed"
    CONNECTION_ESTABLISHED = "connection.established"
    CONNECTION_CLOSED = "connection.closed"
    CONNECTION_NEEDS_RECONNECT = "connection.needs_reconnect"
    WEBHOOK_ENDPOINT_CREATED = "webhook_endpoint.created"
    WEBHOOK_ENDPOINT_CHANGED = "webhook_endpoint.changed"
    WEBHOOK_ENDPOINT_ROTATED = "webhook_endpoint.rotated"
    WEBHOOK_ENDPOINT_DELETED = "webhook_endpoint.deleted"
    WEBHOOK_ENDPOINT_DISABLED = "webhook_endpoint.disabled"
    PROGRAM_CREATED = "program.created"
    PROGRAM_CHANGED = "program.changed"
    PROGRAM_ROTATED = "program.rotated"
    PROGRAM_ENDED = "program.ended"
    USER_PASSWORD_CHANGED = "user.password_changed"  # noqa: S105  what happened, and no password
    USER_PASSWORD_RESET = "user.password_reset"  # noqa: S105
    USER_TOTP_ENABLED = "user.totp_enabled"
    USER_TOTP_DISABLED = "user.totp_disabled"
    USER_RECOVERY_CODES_RENEWED = "user.recovery_codes_renewed"
    USER_SESSION_ENDED = "user.session_ended"
    USER_API_TOKEN_CREATED = "user.api_token_created"  # noqa: S105
    USER_API_TOKEN_ENDED = "user.api_token_ended"  # noqa: S105
    EMAIL_LOOKED_UP = "email.looked_up"
