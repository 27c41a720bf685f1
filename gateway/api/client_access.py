"""Who may see a client."""

from __future__ import annotations

from contracts import access
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation

_TAG = "Clients"
_PATH = "/v1/clients/{client_id}/access"

_ACCESS = {
    "everyone": False,
    "colleague_ids": ["user_01JC2Z5T8V9QWERTY0ABCDEFGJ"],
    "team_ids": ["team_01JC2Z5T8V9QWERTY0ABCDEFGH"],
    "account_manager_id": None,
    "colleague_ends": [{"user_id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ", "until": "2026-12-24T17:00:00Z"}],
    "ends": [
        {"grant": "team", "team_id": "team_01JC2Z5T8V9QWERTY0ABCDEFGH", "until": "2026-12-31T17:00:00Z"}
    ],
    "levels": [{"team_id": "team_01JC2Z5T8V9QWERTY0ABCDEFGH", "level": "work"}],
    "responsibilities": [
        {
            "responsibility_id": "resp_01JC2Z5T8V9QWERTY0ABCDEFGH",
            "user_id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ",
        }
    ],
}
_REASONS = [
    {"reason": "team", "team_id": "team_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Payroll", "level": "work"}
]

_REQUEST = {
    "id": "areq_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "user_id": "user_01JC2Z5T8V9QWERTY0ABCDEFGK",
    "name": "Cy Elm",
    "reason": "I do their VAT return while Ben is away.",
    "created_at": "2026-11-02T08:00:00Z",
}

OPERATIONS = (
    Operation(
        method="GET",
        path=_PATH,
        name="getClientAccess",
        summary="Who has been given access to a client",
        description=(
            "Beside them, client admins and practice admins see every client. `requests` are of colleagues "
            "who cannot see it and ask for it, for whoever may answer them, and none for others. With `at`, "
            "it is as of that moment, with all `people` who could see the client and why, from the audit "
            "trail: for admins. `version` is that of now."
        ),
        tag=_TAG,
        call=access.GET_CLIENT_ACCESS,
        versioned=True,
        refusals=(PracticeAccountRequired, RoleRequired, NotFound),
        example_answer={**_ACCESS, "version": 2, "requests": [_REQUEST]},
    ),
    Operation(
        method="PUT",
        path=_PATH,
        name="putClientAccess",
        summary="Say who may see a client",
        description=(
            "The whole of it: who is left out loses access with their next request. What is given may end by "
            "itself: a colleague's in `colleague_ends`, that of everyone, a team or the account manager in "
            "`ends`. A colleague or a team is given less than `manage` by `levels`: to `view` is to see, to "
            "`work` also to invite, connect, file documents and edit settings but the practice code. Where "
            "one of these three is left out, what stays given keeps its end, or its level. In "
            "`responsibilities` is who has which of the practice's; left out, everybody keeps theirs."
        ),
        tag=_TAG,
        call=access.PUT_CLIENT_ACCESS,
        answers=access.GrantedAccess,
        takes="body",
        versioned=True,
        reads_its_writes=True,
        refusals=(PracticeAccountRequired, RoleRequired, NotFound),
        example=_ACCESS,
        example_answer={**_ACCESS, "version": 3},
    ),
    Operation(
        method="GET",
        path=f"{_PATH}/people",
        name="listPeopleWithAccess",
        summary="Who sees a client, and why",
        description=(
            "By role, as everyone does, as account manager, directly, by which team, and by which "
            "responsibility; at which level, of which the highest holds."
        ),
        tag=_TAG,
        call=access.LIST_PEOPLE_WITH_ACCESS,
        refusals=(PracticeAccountRequired, RoleRequired, NotFound),
        example_answer={
            "items": [{"user_id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ", "name": "Ben Ash", "reasons": _REASONS}],
            "next_cursor": None,
        },
    ),
    Operation(
        method="POST",
        path="/v1/client-access-changes",
        name="changeAccessOfMany",
        summary="Give or take access of many clients at once",
        description=(
            "All or nothing is checked first; then there is a result for each client. What is given may end "
            "by itself (`give.until`); whoever has it for good keeps it. `give.level` is of the colleagues "
            "and teams that are given; without it, whoever has access keeps their level, others manage. Of "
            "`responsibilities`, each is given to one colleague, or taken where this one has it."
        ),
        tag=_TAG,
        call=access.CHANGE_ACCESS_OF_MANY,
        answers=access.AccessResults,
        takes="body",
        reads_its_writes=True,
        refusals=(PracticeAccountRequired, RoleRequired),
        example={
            "client_ids": ["client_01JC2Z5T8V9QWERTY0ABCDEFGH"],
            "give": {"team_ids": ["team_01JC2Z5T8V9QWERTY0ABCDEFGH"]},
            "take": {"everyone": True},
        },
        example_answer={"items": [{"client_id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH", "result": "changed"}]},
    ),
)
