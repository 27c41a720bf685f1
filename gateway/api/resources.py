"""Every operation of the API, in the order in which it is described."""

from __future__ import annotations

from gateway.api import (
    activity,
    client_access,
    client_drafts,
    client_imports,
    client_users,
    clients,
    colleagues,
    companies,
    connections,
    credentials,
    events,
    invitation_acceptances,
    invitations,
    practice_messages,
    practice_requests,
    practices,
    programs,
    reference,
    sessions,
    teams,
    webhook_endpoints,
    webhooks,
)
from gateway.api.operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    *practices.OPERATIONS,
    *practice_messages.OPERATIONS,
    *sessions.OPERATIONS,
    *credentials.OPERATIONS,
    *colleagues.OPERATIONS,
    *teams.OPERATIONS,
    *clients.OPERATIONS,
    *client_drafts.OPERATIONS,
    *client_imports.OPERATIONS,
    *companies.OPERATIONS,
    *practice_requests.OPERATIONS,
    *client_access.OPERATIONS,
    *client_users.OPERATIONS,
    *invitations.OPERATIONS,
    *webhooks.OPERATIONS,
    *invitation_acceptances.OPERATIONS,
    *connections.OPERATIONS,
    *events.OPERATIONS,
    *webhook_endpoints.OPERATIONS,
    *programs.OPERATIONS,
    *activity.OPERATIONS,
    *reference.OPERATIONS,
)
