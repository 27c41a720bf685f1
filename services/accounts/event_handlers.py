"""What accounts takes in: events of access, invitations and connections."""

from __future__ import annotations

from chassis.database.unit_of_work import UnitOfWork
from chassis.entrypoints import handles
from contracts.access import events as access_events
from contracts.connections import events as connection_events
from contracts.invitations import events as invitation_events
from services.accounts.bulk_invitations import deferred_rows
from services.accounts.projections import (
    access_requests,
    client_access,
    colleagues,
    connections,
    invitations,
    responsibilities,
    sessions,
)


class EventHandlers:
    """Entrypoints only, of `service.Accounts`."""

    @handles(access_events.COLLEAGUE_CHANGED)
    def note_colleague(self, uow: UnitOfWork, data: access_events.ColleagueChangedData) -> None:
        colleagues.note_member(uow, data)
        colleagues.note_removed_colleague(uow, data)

    @handles(access_events.TEAM_CHANGED)
    def note_team(self, uow: UnitOfWork, data: access_events.TeamChangedData) -> None:
        colleagues.note_team(uow, data)

    @handles(access_events.RESPONSIBILITY_CHANGED)
    def note_responsibility(self, uow: UnitOfWork, data: access_events.ResponsibilityChangedData) -> None:
        responsibilities.note(uow, data)

    @handles(access_events.SESSION_REVOKED)
    def note_ended_session(self, uow: UnitOfWork, data: access_events.SessionRevokedData) -> None:
        sessions.note_ended_session(uow, data)

    @handles(access_events.CLIENT_ACCESS_CHANGED)
    def note_access(self, uow: UnitOfWork, data: access_events.ClientAccessChangedData) -> None:
        client_access.note_access(uow, data)

    @handles(access_events.ACCESS_REQUEST_CHANGED)
    def note_access_request(self, uow: UnitOfWork, data: access_events.AccessRequestChangedData) -> None:
        access_requests.note(uow, data)

    @handles(invitation_events.INVITATION_SENT)
    def note_sent_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        invitations.note_invitation(uow, data)

    @handles(invitation_events.INVITATION_FAILED)
    def note_failed_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        invitations.note_invitation(uow, data)

    @handles(invitation_events.INVITATION_ACCEPTED)
    def note_accepted_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        invitations.note_invitation(uow, data)

    @handles(invitation_events.INVITATION_EXPIRED)
    def note_expired_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        invitations.note_invitation(uow, data)

    @handles(invitation_events.INVITATION_DELIVERED)
    def note_delivered_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        invitations.note_invitation(uow, data)

    @handles(invitation_events.INVITATION_RESENT)
    def note_resent_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        invitations.note_invitation(uow, data)

    @handles(invitation_events.INVITATION_REVOKED)
    def note_revoked_invitation(self, uow: UnitOfWork, data: invitation_events.InvitationData) -> None:
        invitations.note_invitation(uow, data)

    @handles(invitation_events.INVITATION_DEFERRED)
    def note_deferred_invitation(
        self, uow: UnitOfWork, data: invitation_events.InvitationDeferredData
    ) -> None:
        deferred_rows.note(uow, data)

    @handles(connection_events.CONNECTION_ESTABLISHED)
    def note_connection(self, uow: UnitOfWork, data: connection_events.ConnectionData) -> None:
        connections.note_connection(uow, data)

    @handles(connection_events.CONNECTION_NEEDS_RECONNECT)
    def note_broken_connection(self, uow: UnitOfWork, data: connection_events.ConnectionData) -> None:
        connections.note_connection(uow, data)

    @handles(connection_events.CONNECTION_CLOSED)
    def note_closed_connection(self, uow: UnitOfWork, data: connection_events.ConnectionData) -> None:
        connections.note_connection(uow, data)

    @handles(connection_events.CONNECTION_REFUSED)
    def note_refused_connection(self, uow: UnitOfWork, data: connection_events.ConnectionRefusedData) -> None:
        connections.note_refused_connection(uow, data)
