"""Teams of colleagues."""

from __future__ import annotations

from contracts import access
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation

_TAG = "Colleagues"
_RIGHTS = (PracticeAccountRequired, RoleRequired)

_TEAM = {
    "id": "team_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "name": "Payroll",
    "member_ids": ["user_01JC2Z5T8V9QWERTY0ABCDEFGJ"],
    "version": 1,
}

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/teams",
        name="listTeams",
        summary="The teams of your practice",
        tag=_TAG,
        call=access.LIST_TEAMS,
        refusals=_RIGHTS,
        example_answer={"items": [_TEAM], "next_cursor": None},
    ),
    Operation(
        method="POST",
        path="/v1/teams",
        name="createTeam",
        summary="Make a team",
        tag=_TAG,
        call=access.CREATE_TEAM,
        answers=access.Team,
        status=201,
        takes="body",
        location="/v1/teams/{id}",
        versioned=True,
        reads_its_writes=True,
        refusals=(*_RIGHTS, access.TeamNameTaken),
        example={"name": "Payroll", "member_ids": []},
        example_answer={**_TEAM, "member_ids": []},
    ),
    Operation(
        method="GET",
        path="/v1/teams/{team_id}",
        name="getTeam",
        summary="One team",
        tag=_TAG,
        call=access.GET_TEAM,
        versioned=True,
        refusals=(*_RIGHTS, NotFound),
        example_answer=_TEAM,
    ),
    Operation(
        method="PATCH",
        path="/v1/teams/{team_id}",
        name="changeTeam",
        summary="Rename a team, or say who is in it",
        description="`member_ids` is everybody who is to be in it. What the team sees, they see at once.",
        tag=_TAG,
        call=access.CHANGE_TEAM,
        answers=access.Team,
        takes="body",
        versioned=True,
        reads_its_writes=True,
        refusals=(*_RIGHTS, NotFound, access.TeamNameTaken),
        example={"name": "Payroll and VAT"},
        example_answer={**_TEAM, "name": "Payroll and VAT", "version": 2},
    ),
    Operation(
        method="DELETE",
        path="/v1/teams/{team_id}",
        name="deleteTeam",
        summary="Delete a team, and the access it gave",
        tag=_TAG,
        call=access.DELETE_TEAM,
        status=204,
        takes="nothing",
        reads_its_writes=True,
        refusals=(*_RIGHTS, NotFound),
    ),
)
