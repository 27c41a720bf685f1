"""What each kind of line says happened: a sentence by who did it, and one where nobody is named.

In braces: `actor`, `user`, `client` and `team` by their names, `client's` and `user's` so too; `to` is whom
an invitation is for, `software` a vendor, `host` where events are sent.
"""

from __future__ import annotations

from collections.abc import Mapping

from contracts.access import ActivityKind
from gateway.web.activity import document_sentences, responsibility_sentences, review_sentences
from gateway.web.activity.sentence import Sentence

_PRACTICE: Mapping[ActivityKind, Sentence] = {
    ActivityKind.PRACTICE_REGISTERED: Sentence(
        "Practice registered", "{actor} registered the practice", "The practice was registered"
    ),
    ActivityKind.PRACTICE_CHANGED: Sentence(
        "Practice’s settings changed",
        "{actor} changed the practice’s settings",
        "The practice’s settings were changed",
    ),
    ActivityKind.PRACTICE_LINK_CHANGED: Sentence(
        "Practice’s link changed", "{actor} changed the practice’s link", "The practice’s link was changed"
    ),
    ActivityKind.PRACTICE_MESSAGES_CHANGED: Sentence(
        "Practice’s messages changed",
        "{actor} changed how the practice’s messages look",
        "How the practice’s messages look was changed",
    ),
    ActivityKind.PRACTICE_REQUEST_DECIDED: Sentence(
        "Request answered", "{actor} answered somebody’s request", "A request ended without an answer"
    ),
    ActivityKind.EMAIL_LOOKED_UP: Sentence(
        "Addresses looked up",
        "{actor} looked up whether an email address is a user’s",
        "It was looked up whether an email address is a user’s",
    ),
}
_COLLEAGUES: Mapping[ActivityKind, Sentence] = {
    ActivityKind.COLLEAGUE_INVITED: Sentence(
        "Colleague invited",
        "{actor} invited {user} as a colleague",
        "{user} was invited as a colleague",
    ),
    ActivityKind.COLLEAGUE_JOINED: Sentence(
        "Colleague joined", "{actor} joined the practice", "{user} joined the practice"
    ),
    ActivityKind.COLLEAGUE_CHANGED: Sentence(
        "Colleague’s role changed",
        "{actor} changed what {user} may do",
        "What {user} may do was changed",
    ),
    ActivityKind.COLLEAGUE_DEACTIVATED: Sentence(
        "Colleague deactivated", "{actor} deactivated {user}", "{user} was deactivated"
    ),
    ActivityKind.COLLEAGUE_REACTIVATED: Sentence(
        "Colleague let in again", "{actor} let {user} in again", "{user} was let in again"
    ),
    ActivityKind.COLLEAGUE_REMOVED: Sentence(
        "Colleague removed", "{actor} removed {user} from the practice", "{user} was removed"
    ),
    ActivityKind.TEAM_CREATED: Sentence("Team made", "{actor} made the team {team}", "{team} was made"),
    ActivityKind.TEAM_CHANGED: Sentence(
        "Team changed", "{actor} changed the team {team}", "The team {team} was changed"
    ),
    ActivityKind.TEAM_DELETED: Sentence(
        "Team deleted", "{actor} deleted the team {team}", "The team {team} was deleted"
    ),
    **responsibility_sentences.SENTENCES,
}
_CLIENTS: Mapping[ActivityKind, Sentence] = {
    ActivityKind.CLIENT_CREATED: Sentence("Client added", "{actor} added {client}", "{client} was added"),
    ActivityKind.CLIENT_UPDATED: Sentence(
        "Client’s settings changed",
        "{actor} changed {client's} settings",
        "{client's} settings were changed",
    ),
    ActivityKind.CLIENT_ARCHIVED: Sentence(
        "Client archived", "{actor} archived {client}", "{client} was archived"
    ),
    ActivityKind.CLIENT_RESTORED: Sentence(
        "Client restored", "{actor} restored {client}", "{client} was restored"
    ),
    ActivityKind.CLIENT_DELETED: Sentence(
        "Client deleted", "{actor} deleted {client}", "{client} was deleted"
    ),
    # Whoever took it over is of another practice, and is not named to the one that it left.
    ActivityKind.CLIENT_TRANSFERRED: Sentence(
        "Client came or left",
        "{actor} took {client} over from another practice",
        "{client} went over to another practice",
    ),
    ActivityKind.CLIENT_ACCESS_CHANGED: Sentence(
        "Access to a client changed",
        "{actor} changed who may see {client}",
        "Who may see {client} was changed",
    ),
    ActivityKind.CLIENT_ACCESS_ENDED: Sentence(
        "Access to a client ended",
        "{user's} access to {client} ended by itself, as had been set",
        "{user's} access to {client} ended by itself, as had been set",
    ),
    ActivityKind.CLIENT_ACCESS_TEAM_ENDED: Sentence(
        "A team’s access ended",
        "The team {team} could see {client} until a time that is over",
        "The team {team} could see {client} until a time that is over",
    ),
    ActivityKind.CLIENT_ACCESS_EVERYONE_ENDED: Sentence(
        "Access of all colleagues ended",
        "All colleagues could see {client} until a time that is over",
        "All colleagues could see {client} until a time that is over",
    ),
    ActivityKind.CLIENT_ACCESS_MANAGER_ENDED: Sentence(
        "Account manager’s time ended",
        "{user} was {client's} account manager until a time that is over",
        "{user} was {client's} account manager until a time that is over",
    ),
    ActivityKind.ACCESS_REQUEST_MADE: Sentence(
        "Access asked for", "{actor} asked for access to {client}", "{user} asked for access to {client}"
    ),
    ActivityKind.ACCESS_REQUEST_APPROVED: Sentence(
        "Access given on request",
        "{actor} gave {user} the access to {client} that they had asked for",
        "{user} was given the access to {client} that they had asked for",
    ),
    ActivityKind.ACCESS_REQUEST_DECLINED: Sentence(
        "Request for access declined",
        "{actor} declined {user's} request for access to {client}",
        "{user's} request for access to {client} was declined",
    ),
    ActivityKind.ACCESS_REQUEST_WITHDRAWN: Sentence(
        "Request for access taken back",
        "{actor} took back the request for access to {client}",
        "{user's} request for access to {client} ended, as one of them left",
    ),
    ActivityKind.ACCESS_REQUEST_EXPIRED: Sentence(
        "Request for access not answered",
        "{user's} request for access to {client} ended without an answer",
        "{user's} request for access to {client} ended without an answer",
    ),
    ActivityKind.CLIENT_USER_ADDED: Sentence(
        "Client’s user added",
        "{actor} added {user} to {client's} users",
        "{user} was added to {client's} users",
    ),
    ActivityKind.CLIENT_USER_JOINED: Sentence(
        "Client’s user joined", "{actor} joined {client's} account", "{user} joined {client's} account"
    ),
    ActivityKind.CLIENT_USER_CHANGED: Sentence(
        "Client’s user changed",
        "{actor} changed {user's} role at {client}",
        "{user's} role at {client} was changed",
    ),
    ActivityKind.CLIENT_USER_REMOVED: Sentence(
        "Client’s user removed",
        "{actor} removed {user} from {client's} users",
        "{user} was removed from {client's} users",
    ),
}
_INVITATIONS: Mapping[ActivityKind, Sentence] = {
    ActivityKind.INVITATION_SENT: Sentence(
        "Invitation sent", "{actor} sent an invitation to {to}", "An invitation to {to} was sent"
    ),
    ActivityKind.INVITATION_RESENT: Sentence(
        "Invitation sent again",
        "{actor} sent an invitation to {to} again",
        "An invitation to {to} was sent again",
    ),
    ActivityKind.INVITATION_REVOKED: Sentence(
        "Invitation revoked", "{actor} revoked an invitation to {to}", "An invitation to {to} was revoked"
    ),
    ActivityKind.INVITATION_ACCEPTED: Sentence(
        "Invitation accepted",
        "{actor} accepted an invitation to {to}",
        "{user} accepted an invitation to {to}",
    ),
    ActivityKind.INVITATION_EXPIRED: Sentence(
        "Invitation ended",
        "An invitation to {to} ended unused",
        "An invitation to {to} ended unused",
    ),
    ActivityKind.INVITATION_FAILED: Sentence(
        "Invitation not delivered",
        "An invitation to {to} could not be delivered",
        "An invitation to {to} could not be delivered",
    ),
}
_CONNECTIONS: Mapping[ActivityKind, Sentence] = {
    ActivityKind.CONNECTION_ESTABLISHED: Sentence(
        "Software connected",
        "{actor} connected {client} to {software}",
        "{client} was connected to {software}",
    ),
    ActivityKind.CONNECTION_CLOSED: Sentence(
        "Software disconnected",
        "{actor} disconnected {client} from {software}",
        "{client} was disconnected from {software}",
    ),
    ActivityKind.CONNECTION_NEEDS_RECONNECT: Sentence(
        "Software needs reconnecting",
        "{client's} connection to {software} needs to be made again",
        "{client's} connection to {software} needs to be made again",
    ),
}
_PROGRAMS: Mapping[ActivityKind, Sentence] = {
    ActivityKind.WEBHOOK_ENDPOINT_CREATED: Sentence(
        "Address for events added",
        "{actor} had events sent to {host}",
        "Events began to be sent to {host}",
    ),
    ActivityKind.WEBHOOK_ENDPOINT_CHANGED: Sentence(
        "Address for events changed",
        "{actor} changed what is sent to {host}",
        "What is sent to {host} was changed",
    ),
    ActivityKind.WEBHOOK_ENDPOINT_ROTATED: Sentence(
        "Address for events: new secret",
        "{actor} gave {host} a new secret",
        "A new secret was made for {host}",
    ),
    ActivityKind.WEBHOOK_ENDPOINT_DELETED: Sentence(
        "Address for events removed",
        "{actor} ended what is sent to {host}",
        "What was sent to {host} was ended",
    ),
    ActivityKind.WEBHOOK_ENDPOINT_DISABLED: Sentence(
        "Address for events stopped",
        "{actor} stopped what is sent to {host}",
        "Sending to {host} was stopped",
    ),
    ActivityKind.PROGRAM_CREATED: Sentence(
        "Program added", "{actor} added the program {user}", "The program {user} was added"
    ),
    ActivityKind.PROGRAM_CHANGED: Sentence(
        "Program changed",
        "{actor} changed what the program {user} may do",
        "What the program {user} may do was changed",
    ),
    ActivityKind.PROGRAM_ROTATED: Sentence(
        "Program: new secret",
        "{actor} gave the program {user} a new secret",
        "The program {user} got a new secret",
    ),
    ActivityKind.PROGRAM_ENDED: Sentence(
        "Program removed", "{actor} removed the program {user}", "The program {user} was removed"
    ),
}
_OWN: Mapping[ActivityKind, Sentence] = {
    ActivityKind.USER_PASSWORD_CHANGED: Sentence(
        "Password changed", "{actor} changed their password", "{user} changed their password"
    ),
    ActivityKind.USER_PASSWORD_RESET: Sentence(
        "Password reset", "{actor} reset their password by mail", "{user} reset their password by mail"
    ),
    ActivityKind.USER_TOTP_ENABLED: Sentence(
        "Authenticator app begun",
        "{actor} began to use an authenticator app",
        "{user} began to use an authenticator app",
    ),
    ActivityKind.USER_TOTP_DISABLED: Sentence(
        "Authenticator app ended",
        "{actor} stopped using an authenticator app",
        "{user} stopped using an authenticator app",
    ),
    ActivityKind.USER_RECOVERY_CODES_RENEWED: Sentence(
        "Recovery codes renewed", "{actor} got new recovery codes", "{user} got new recovery codes"
    ),
    ActivityKind.USER_SESSION_ENDED: Sentence(
        "Session ended", "{actor} ended a session of theirs", "{user} ended a session of theirs"
    ),
    ActivityKind.USER_API_TOKEN_CREATED: Sentence(
        "API token made", "{actor} made an API token", "{user} made an API token"
    ),
    ActivityKind.USER_API_TOKEN_ENDED: Sentence(
        "API token revoked", "{actor} revoked an API token", "{user} revoked an API token"
    ),
}
#: By what the lines are about, as a list to choose from has them.
BY_SUBJECT: Mapping[str, Mapping[ActivityKind, Sentence]] = {
    "Clients": _CLIENTS,
    "Documents": document_sentences.SENTENCES,
    "Invitations": _INVITATIONS,
    "Accounting software": _CONNECTIONS,
    "Team": {**_COLLEAGUES, **review_sentences.SENTENCES},
    "Practice": _PRACTICE,
    "Programs": _PROGRAMS,
    "Signing in": _OWN,
}
SENTENCES: Mapping[str, Sentence] = {
    kind: sentence for of_subject in BY_SUBJECT.values() for kind, sentence in of_subject.items()
}
