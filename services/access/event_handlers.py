"""What access takes in: orders of accounts, and what other services tell."""

from __future__ import annotations

from chassis.database.unit_of_work import UnitOfWork
from chassis.entrypoints import handles
from contracts.access import events
from contracts.accounts import events as account_events
from contracts.connections import events as connection_events
from contracts.invitations import events as invitation_events
from services.access.access_requests import ended_requests
from services.access.activity import audit_events
from services.access.client_access import client_projection, connection_notices, new_client_grants
from services.access.credentials import address_proofs
from services.access.practices import practice_accounts


class EventHandlers:
    """Entrypoints only, of `service.Access`."""

    @handles(account_events.PRACTICE_REGISTERED)
    def note_registered_practice(self, uow: UnitOfWork, data: account_events.PracticeRegisteredData) -> None:
        practice_accounts.note_registered(uow, data)
        audit_events.note(uow, account_events.PRACTICE_REGISTERED, data)

    @handles(account_events.PRACTICE_CHANGED)
    def note_changed_practice(self, uow: UnitOfWork, data: account_events.PracticeChangedData) -> None:
        practice_accounts.note_changed(uow, data)
        audit_events.note(uow, account_events.PRACTICE_CHANGED, data)

    @handles(account_events.PRACTICE_LINK_CHANGED)
    def note_changed_link(self, uow: UnitOfWork, data: account_events.PracticeLinkChangedData) -> None:
        audit_events.note(uow, account_events.PRACTICE_LINK_CHANGED, data)

    @handles(account_events.PRACTICE_REQUEST_DECIDED)
    def note_decided_request(self, uow: UnitOfWork, data: account_events.PracticeRequestDecidedData) -> None:
        address_proofs.note_decided(uow, data)
        audit_events.note(uow, account_events.PRACTICE_REQUEST_DECIDED, data)

    @handles(account_events.CLIENT_CREATED)
    def note_created_client(self, uow: UnitOfWork, data: account_events.ClientCreatedData) -> None:
        client_projection.note_created_client(uow, data)
        audit_events.note(uow, account_events.CLIENT_CREATED, data)

    @handles(account_events.CLIENT_UPDATED)
    def note_changed_client(self, uow: UnitOfWork, data: account_events.ClientUpdatedData) -> None:
        client_projection.note_changed_client(uow, data)
        audit_events.note(uow, account_events.CLIENT_UPDATED, data)

    @handles(account_events.CLIENT_ARCHIVED)
    def note_archived_client(self, uow: UnitOfWork, data: account_events.ClientStatusData) -> None:
        audit_events.note(uow, account_events.CLIENT_ARCHIVED, data)

    @handles(account_events.CLIENT_RESTORED)
    def note_restored_client(self, uow: UnitOfWork, data: account_events.ClientStatusData) -> None:
        audit_events.note(uow, account_events.CLIENT_RESTORED, data)

    @handles(account_events.CLIENT_TRANSFERRED)
    def note_transferred_client(self, uow: UnitOfWork, data: account_events.ClientTransferredData) -> None:
        client_projection.note_transferred_client(uow, data)
        ended_requests.end_for_client(uow, data["client_id"])
        audit_events.note_transfer(uow, data)

    @handles(account_events.DOCUMENT_RECEIVED)
    def note_received_document(self, uow: UnitOfWork, data: account_events.DocumentReceivedData) -> None:
        audit_events.note(uow, account_events.DOCUMENT_RECEIVED, data)

    @handles(account_events.DOCUMENT_CHANGED)
    def note_changed_document(self, uow: UnitOfWork, data: account_events.DocumentChangedData) -> None:
        audit_events.note_document(uow, data)

    @handles(account_events.DOCUMENT_SENDERS_CHANGED)
    def note_document_senders(self, uow: UnitOfWork, data: account_events.DocumentSendersChangedData) -> None:
        audit_events.note(uow, account_events.DOCUMENT_SENDERS_CHANGED, data)

    @handles(account_events.CLIENT_DELETED)
    def note_deleted_client(self, uow: UnitOfWork, data: account_events.ClientStatusData) -> None:
        client_projection.note_deleted_client(uow, data)
        ended_requests.end_for_client(uow, data["client_id"])
        audit_events.note(uow, account_events.CLIENT_DELETED, data)

    @handles(events.GRANT_CLIENT_ACCESS)
    def grant_client_access(self, uow: UnitOfWork, data: events.GrantClientAccessData) -> None:
        new_client_grants.grant_for_new_client(uow, data)

    @handles(connection_events.CONNECTION_ESTABLISHED)
    def note_connection(self, uow: UnitOfWork, data: connection_events.ConnectionData) -> None:
        audit_events.note(uow, connection_events.CONNECTION_ESTABLISHED, data)

    @handles(connection_events.CONNECTION_NEEDS_RECONNECT)
    def note_broken_connection(self, uow: UnitOfWork, data: connection_events.ConnectionData) -> None:
        audit_events.note(uow, connection_events.CONNECTION_NEEDS_RECONNECT, data)
        connection_notices.note_broken(uow, data)

    @handles(connection_events.WEBHOOK_ENDPOINT_CHANGED)
    def note_webhook_endpoint(
        self, uow: UnitOfWork, data: connection_events.WebhookEndpointChangedData
    ) -> None:
        audit_events.note_webhook_endpoint(uow, data)

    @handles(connection_events.CONNECTION_CLOSED)
    def note_closed_connection(self, uow: UnitOfWork, data: connection_events.ConnectionData) -> None:
        audit_events.note(uow, connection_events.CONNECTION_CLOSED, data)

    @handles(invitation_events.INVITATION_SENT)
    def note_sent_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        audit_events.note(uow, invitation_events.INVITATION_SENT, data)

    @handles(invitation_events.INVITATION_FAILED)
    def note_failed_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        audit_events.note(uow, invitation_events.INVITATION_FAILED, data)

    @handles(invitation_events.INVITATION_ACCEPTED)
    def note_accepted_invitation(
        self, uow: UnitOfWork, data: invitation_events.InvitationAcceptedData
    ) -> None:
        audit_events.note(uow, invitation_events.INVITATION_ACCEPTED, data)

    @handles(invitation_events.INVITATION_EXPIRED)
    def note_expired_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        audit_events.note(uow, invitation_events.INVITATION_EXPIRED, data)

    @handles(invitation_events.INVITATION_RESENT)
    def note_resent_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        audit_events.note(uow, invitation_events.INVITATION_RESENT, data)

    @handles(invitation_events.INVITATION_REVOKED)
    def note_revoked_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        audit_events.note(uow, invitation_events.INVITATION_REVOKED, data)

    @handles(invitation_events.PRACTICE_MESSAGES_CHANGED)
    def note_changed_messages(
        self, uow: UnitOfWork, data: invitation_events.PracticeMessagesChangedData
    ) -> None:
        audit_events.note(uow, invitation_events.PRACTICE_MESSAGES_CHANGED, data)
