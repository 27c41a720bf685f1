"""Client accounts."""

from __future__ import annotations

from typing import Any

from contracts import access, accounts, connections
from contracts.errors import LevelRequired, NotFound, PracticeAccountRequired, RoleRequired
from contracts.shapes import given
from gateway.api.operations import Operation
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import Response, csv

_TAG = "Clients"

_CLIENT: dict[str, Any] = {
    "id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "crn": "7K3M-Q9TX",
    "type": "business",
    "name": "Acme Widgets Ltd",
    "status": "active",
    "practice_code": "ACM01",
    "company_number": "01234567",
    "software": None,
    "industry": "62012",
    "solutions": ["bookkeeping"],
    "base_currency": "GBP",
    "country": "GB",
    "extract_email": "acme-widgets@extract.clientele.example",
    "national_insurance_number": None,
    "postcode": None,
    "email": None,
    "income_sources": [],
    "account_manager_id": None,
    "access": {"everyone": True, "colleague_ids": [], "team_ids": [], "account_manager_id": None},
    "connection": None,
    "invitation": {
        "id": "inv_01JC2Z5T8V9QWERTY0ABCDEFGH",
        "state": "sent",
        "channels": [{"channel": "email", "state": "sent", "detail": None}],
    },
    "onboarding": {
        "state": "complete",
        "steps": [
            {"step": "access", "state": "done", "detail": None},
            {"step": "invitation", "state": "done", "detail": None},
        ],
    },
    "version": 3,
    "created_at": "2026-11-02T08:00:00+00:00",
}


def export(request: Request, services: Services) -> Response:
    return csv(
        accounts.export_clients(services.rpc, given(accounts.ExportClients, request.arguments)), "clients.csv"
    )


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/clients",
        name="createClient",
        summary="Add a client",
        description=(
            "Adds the client with who may see it, and invites its first user. What takes longer than a "
            "second goes on by itself: `onboarding` tells how far it is, here and when the client is read."
        ),
        tag=_TAG,
        call=accounts.CREATE_CLIENT,
        status=201,
        takes="body",
        location="/v1/clients/{id}",
        versioned=True,
        refusals=(
            PracticeAccountRequired,
            RoleRequired,
            accounts.ExistingUser,
            accounts.PracticeCodeTaken,
            accounts.CompanyNumberTaken,
            connections.AuthorizationNotReady,
            connections.OrganisationAlreadyConnected,
        ),
        example={
            "type": "business",
            "name": "Acme Widgets Ltd",
            "solutions": ["bookkeeping"],
            "practice_code": "ACM01",
            "company_number": "01234567",
            "industry": "62012",
            "access": {"everyone": True},
            "invitation": {"name": "Jo Bloggs", "email": "jo@acme.example"},
        },
        example_answer=_CLIENT,
    ),
    Operation(
        method="GET",
        path="/v1/clients",
        name="listClients",
        summary="The clients you can see",
        description=(
            "All filters must fit. `q` finds by the beginnings of words of the name, the CRN, the "
            "practice code and the company number, whatever their accents and case. `view=mine` are those "
            "whose account manager you are, on the plan `advanced`. `colleague_id` finds the clients that a "
            "colleague was given, by name, through a team, as manager, with everybody or as responsible; "
            "`responsible` those at which they have a responsibility. `include=names` adds the names of "
            "colleagues, teams and responsibilities, and for admins whom to filter by and how many requests "
            "to be taken on wait."
        ),
        tag=_TAG,
        call=accounts.LIST_CLIENTS,
        refusals=(PracticeAccountRequired, accounts.PlanRequired),
        example_answer={"items": [_CLIENT], "next_cursor": None},
    ),
    Operation(
        method="GET",
        path="/v1/clients.csv",
        name="exportClients",
        summary="The clients you can see, as CSV",
        description="Takes the filters of the list. Names stand in the place of ids; no cell is a formula.",
        tag=_TAG,
        call=accounts.EXPORT_CLIENTS,
        answer=export,
        media="text/csv",
        refusals=(PracticeAccountRequired, accounts.PlanRequired),
    ),
    Operation(
        method="GET",
        path="/v1/client-counts",
        name="countClients",
        summary="How many clients you can see, by view and state",
        tag=_TAG,
        call=accounts.COUNT_CLIENTS,
        refusals=(PracticeAccountRequired,),
        example_answer={
            "all": 3,
            "mine": 1,
            "status": {"active": 3},
            "type": {"business": 2, "self_employed": 1},
            "connection": {"none": 3},
            "invitation": {"sent": 1, "none": 2},
        },
    ),
    Operation(
        method="GET",
        path="/v1/clients/{client_id}",
        name="getClient",
        summary="One client",
        description="A client's own admins read their account without what is the practice's alone.",
        tag=_TAG,
        call=accounts.GET_CLIENT,
        versioned=True,
        refusals=(NotFound, RoleRequired),
        example_answer={**_CLIENT, "level": "manage"},
    ),
    Operation(
        method="PATCH",
        path="/v1/clients/{client_id}",
        name="changeClient",
        summary="Change a client's settings",
        description=(
            "Only what is sent is changed. `extract_email` is an admin's to change; the address before it "
            "stays out of use for twelve months. `crn` is read-only. A client account's own business admins "
            "change it too, but for `practice_code`."
        ),
        tag=_TAG,
        call=accounts.CHANGE_CLIENT,
        takes="body",
        versioned=True,
        refusals=(
            LevelRequired,
            PracticeAccountRequired,
            RoleRequired,
            NotFound,
            accounts.PracticeCodeTaken,
            accounts.CompanyNumberTaken,
            accounts.ExtractEmailTaken,
            accounts.ClientArchived,
        ),
        example={"name": "Acme Widgets and Gadgets Ltd", "base_currency": "EUR"},
        example_answer={
            **_CLIENT,
            "name": "Acme Widgets and Gadgets Ltd",
            "base_currency": "EUR",
            "version": 4,
        },
    ),
    Operation(
        method="POST",
        path="/v1/clients/{client_id}/archive",
        name="archiveClient",
        summary="Archive a client",
        description="It stays readable, and can be restored.",
        tag=_TAG,
        call=accounts.ARCHIVE_CLIENT,
        takes="nothing",
        versioned=True,
        refusals=(PracticeAccountRequired, RoleRequired, NotFound),
        example_answer={**_CLIENT, "status": "archived", "version": 4},
    ),
    Operation(
        method="POST",
        path="/v1/clients/{client_id}/restore",
        name="restoreClient",
        summary="Restore an archived client",
        tag=_TAG,
        call=accounts.RESTORE_CLIENT,
        takes="nothing",
        versioned=True,
        refusals=(PracticeAccountRequired, RoleRequired, NotFound),
        example_answer=_CLIENT,
    ),
    Operation(
        method="DELETE",
        path="/v1/clients/{client_id}",
        name="deleteClient",
        summary="Delete a client for good",
        description="Only while it has no users, and by its name. Its address stays out of use for a year.",
        tag=_TAG,
        call=accounts.DELETE_CLIENT,
        status=204,
        refusals=(PracticeAccountRequired, RoleRequired, NotFound, accounts.HasUsers),
    ),
    Operation(
        method="GET",
        path="/v1/clients/{client_id}/guide",
        name="getClientGuide",
        summary="What is worth doing next for a client",
        description="The next steps for its kind; each ticks itself off. Archived clients have none.",
        tag=_TAG,
        call=accounts.GET_GUIDE,
        refusals=(NotFound,),
        example_answer={
            "items": [
                {
                    "step": "invitation",
                    "title": "Invite the client",
                    "hint": "They set a password and can then sign in.",
                    "page": "users",
                    "done": True,
                }
            ],
            "next_cursor": None,
        },
    ),
    Operation(
        method="POST",
        path="/v1/client-duplicate-checks",
        name="checkClientDuplicates",
        summary="Have we this client already?",
        description=(
            "The clients you can see that resemble this one by name, practice code, email or National "
            "Insurance number, the most alike first. A hint: nothing is refused for it."
        ),
        tag=_TAG,
        call=accounts.CHECK_DUPLICATES,
        takes="body",
        refusals=(PracticeAccountRequired, RoleRequired),
        example={"name": "Acme Widgets Limited"},
        example_answer={
            "items": [
                {
                    "id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
                    "crn": "K7QM4T2X9B",
                    "name": "Acme Widgets Ltd",
                    "practice_code": "ACM01",
                    "match": "exact",
                    "alike": [{"field": "name", "match": "exact"}],
                }
            ],
            "next_cursor": None,
        },
    ),
    Operation(
        method="POST",
        path="/v1/user-lookups",
        name="lookUpUser",
        summary="Is this email address already a user's?",
        description=(
            "For those who may add clients, before they invite somebody. Each look-up is recorded. "
            "A colleague of one's own practice is named."
        ),
        tag=_TAG,
        call=access.LOOK_UP_EMAIL,
        takes="body",
        refusals=(PracticeAccountRequired, RoleRequired),
        example={"email": "jo@acme.example"},
        example_answer={"exists": False, "colleague": None},
    ),
)
