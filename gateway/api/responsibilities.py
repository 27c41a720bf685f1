"""What somebody may be responsible for at a client."""

from __future__ import annotations

from contracts import access
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation

_TAG = "Colleagues"
_PATH = "/v1/responsibilities"
_RIGHTS = (PracticeAccountRequired, RoleRequired)

_TAX = {
    "id": "resp_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "name": "Tax",
    "level": "manage",
    "place": 1,
    "version": 1,
}

OPERATIONS = (
    Operation(
        method="GET",
        path=_PATH,
        name="listResponsibilities",
        summary="The responsibilities of your practice",
        description=(
            "What a colleague may be responsible for at a client, beside its account manager: eight of them "
            "at most, in their order. Whoever has one reaches the client at its `level`."
        ),
        tag=_TAG,
        call=access.LIST_RESPONSIBILITIES,
        refusals=(PracticeAccountRequired,),
        example_answer={"items": [_TAX], "next_cursor": None},
    ),
    Operation(
        method="POST",
        path=_PATH,
        name="createResponsibility",
        summary="Add a responsibility",
        description=(
            "Its level stays: another one would change what people may do with every client at once. Add "
            "another responsibility instead."
        ),
        tag=_TAG,
        call=access.CREATE_RESPONSIBILITY,
        answers=access.Responsibility,
        status=201,
        takes="body",
        location=f"{_PATH}/{{id}}",
        versioned=True,
        reads_its_writes=True,
        refusals=(*_RIGHTS, access.ResponsibilityNameTaken, access.ResponsibilityLimit),
        example={"name": "Tax", "level": "manage"},
        example_answer=_TAX,
    ),
    Operation(
        method="GET",
        path=f"{_PATH}/{{responsibility_id}}",
        name="getResponsibility",
        summary="One responsibility, and who has it",
        description=(
            "`people` are the colleagues who have it, each with the number of their clients, and of those "
            "that they would see no more, or could do less with, if it were ended."
        ),
        tag=_TAG,
        call=access.GET_RESPONSIBILITY,
        versioned=True,
        refusals=(*_RIGHTS, NotFound),
        example_answer={
            **_TAX,
            "people": [
                {
                    "user_id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ",
                    "name": "Ben Ash",
                    "clients": 12,
                    "unseen": 8,
                    "lowered": 1,
                }
            ],
        },
    ),
    Operation(
        method="PATCH",
        path=f"{_PATH}/{{responsibility_id}}",
        name="changeResponsibility",
        summary="Rename a responsibility, or move it among the others",
        tag=_TAG,
        call=access.CHANGE_RESPONSIBILITY,
        answers=access.Responsibility,
        takes="body",
        versioned=True,
        reads_its_writes=True,
        refusals=(*_RIGHTS, NotFound, access.ResponsibilityNameTaken),
        example={"name": "Tax and VAT"},
        example_answer={**_TAX, "name": "Tax and VAT", "version": 2},
    ),
    Operation(
        method="DELETE",
        path=f"{_PATH}/{{responsibility_id}}",
        name="endResponsibility",
        summary="End a responsibility, and the access that it gave",
        description="Nobody has it any more, at any client. It cannot be undone.",
        tag=_TAG,
        call=access.END_RESPONSIBILITY,
        status=204,
        takes="nothing",
        reads_its_writes=True,
        refusals=(*_RIGHTS, NotFound),
    ),
)
