"""What the document says of the API, and of its groups."""

from __future__ import annotations

TAGS = {
    "Practice": "The practice itself, and its defaults for new clients.",
    "Session": "Who you are, and for which account you act.",
    "Credentials": "Your password, authenticator app and API tokens.",
    "Colleagues": "The people of your practice, and their teams.",
    "Clients": "The accounts of your clients.",
    "Saved views": "Lists of clients that you want again: filters, order and columns under a name.",
    "Access requests": "Asking to see a client that you cannot see.",
    "Access reviews": "Looking through who reaches which client, and deciding line by line.",
    "Notices": "What concerns you: clients that you are given, requests to decide, access that ends.",
    "Drafts": "Clients that are being added.",
    "Client users": "The people of your clients.",
    "Practice requests": "Clients that ask a practice to take them on.",
    "Documents": "What clients send: by email, or uploaded.",
    "Imports": "Files of clients, and of practice codes.",
    "Invitations": "How a client's people, and colleagues, get in.",
    "Connections": "Accounting software.",
    "Events": "What happened, for programs that follow it.",
    "Webhooks": "Events sent to addresses of yours.",
    "Programs": "Accounts of programs: scopes, secrets, short-lived tokens.",
    "Activity": "Who changed what.",
    "Reference": "Lists to choose from.",
}

DESCRIPTION = """Client onboarding for accounting and bookkeeping practices.

Times are RFC 3339 in UTC. Ids are opaque. Errors are `application/problem+json` (RFC 9457) with a stable
`code`, a `detail` written for a person and, for invalid input, one entry in `errors` for each field with
a JSON pointer into what was sent. A POST takes an `Idempotency-Key`: sent again, the request is answered as
the first time, with `Idempotent-Replayed: true`. Each answer bears an `X-Correlation-Id`; give it when you
ask for help."""
