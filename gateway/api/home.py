"""What the page that a colleague begins at shows, for programs."""

from __future__ import annotations

from contracts import access, accounts, invitations
from contracts.errors import PracticeAccountRequired
from gateway.api.operations import Operation

_NOTHING = {"count": 0, "first": []}

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/home",
        name="getHome",
        summary="What waits for you, and how your clients come in",
        description=(
            "Each thing that waits has how many there are and up to three of them by name, the oldest first: "
            "requests to be taken on, drafts, imports that wait for a word, and clients whose accounting "
            "software is to be reconnected. `weeks` are the last twelve, the oldest first, with the active "
            "clients that were added in each and how far they are now: `GET /v1/clients?added_from=` with "
            "`added_until`, `invitation` and `connection` lists them. All of it is of what you can see. "
            "Invitations and access have summaries of their own, `GET /v1/invitation-summary` and "
            "`GET /v1/access-summary`."
        ),
        tag="Clients",
        call=accounts.GET_HOME,
        refusals=(PracticeAccountRequired,),
        example_answer={
            "requests": _NOTHING,
            "drafts": {
                "count": 1,
                "first": [{"id": "draft_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Acme Widgets Ltd"}],
            },
            "imports": _NOTHING,
            "reconnects": _NOTHING,
            "active": 3,
            "not_invited": 1,
            "weeks": [{"begins": "2026-11-30", "added": 3, "invited": 2, "accepted": 1, "connected": 1}],
        },
    ),
    Operation(
        method="GET",
        path="/v1/access-summary",
        name="getAccessSummary",
        summary="Which requests for access are yours to decide, and what ends within a week",
        description=(
            "How many there are of each, and the first of them. `ending` are the clients of which access "
            "ends by itself within seven days: all for admins, those that they manage for account managers, "
            "and for everybody those of which their own access ends."
        ),
        tag="Clients",
        call=access.GET_ACCESS_SUMMARY,
        refusals=(PracticeAccountRequired,),
        example_answer={
            "requests": {
                "count": 1,
                "first": [
                    {
                        "id": "areq_01JC2Z5T8V9QWERTY0ABCDEFGH",
                        "name": "Cy Elm",
                        "client_name": "Acme Widgets Ltd",
                    }
                ],
            },
            "ending": {
                "count": 1,
                "first": [
                    {
                        "id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
                        "name": "Acme Widgets Ltd",
                        "until": "2026-12-24T17:00:00Z",
                        "own": False,
                    }
                ],
            },
        },
    ),
    Operation(
        method="GET",
        path="/v1/invitation-summary",
        name="getInvitationSummary",
        summary="Which invitations need somebody, and how soon they are accepted",
        description=(
            "`failed` were not delivered, `ending` end within two days: how many you can see, and up to "
            "three of them. `acceptance` is told to admins: the clients' people invited within twelve weeks, "
            "how many have joined, and the median of the hours between, for each colleague who invited; "
            "`GET /v1/invitations?invited_by=` lists theirs."
        ),
        tag="Invitations",
        call=invitations.GET_INVITATION_SUMMARY,
        refusals=(PracticeAccountRequired,),
        example_answer={
            "failed": _NOTHING,
            "ending": {
                "count": 1,
                "first": [
                    {
                        "id": "inv_01JC2Z5T8V9QWERTY0ABCDEFGH",
                        "name": "Jo Bloggs",
                        "client_id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
                        "account_name": "Acme Widgets Ltd",
                        "expires_at": "2026-11-09T08:00:00Z",
                    }
                ],
            },
            "acceptance": {
                "invited": 2,
                "accepted": 1,
                "median_hours": 20.5,
                "colleagues": [
                    {
                        "user_id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH",
                        "name": "Ada Birch",
                        "invited": 2,
                        "accepted": 1,
                        "median_hours": 20.5,
                    }
                ],
            },
        },
    ),
)
