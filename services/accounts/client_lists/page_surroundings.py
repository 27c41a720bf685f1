"""What the page of a list shows around its clients, in one round trip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import orjson
from sqlalchemy import Connection, select

from chassis.database.json_rows import as_json
from chassis.database.prepared import Prepared
from chassis.security.identity import Caller
from contracts.accounts.client_lists import Named
from contracts.accounts.saved_views import SavedView
from services.accounts import permissions
from services.accounts.client_lists import (
    mentioned_names,
    practice_colleagues,
    practice_responsibilities,
    saved_views,
    waiting_requests,
)
from services.accounts.client_lists.page_cursors import ListedClient


class Surroundings(TypedDict):
    """As a `ClientPage` has it."""

    people: list[Named]
    teams: list[Named]
    colleagues: list[Named]
    responsibilities: list[Named]
    waiting_requests: int
    waiting_access_requests: int
    saved_views: list[SavedView]


_ALL = Prepared(
    "page_surroundings",
    select(
        as_json(mentioned_names.ROWS).label("mentioned"),
        as_json(practice_colleagues.ROWS).label("colleagues"),
        as_json(practice_responsibilities.ROWS).label("responsibilities"),
        as_json(waiting_requests.ROWS).label("waiting"),
        as_json(saved_views.ROWS).label("saved_views"),
    ),
)


def of(connection: Connection, caller: Caller, clients: Sequence[ListedClient]) -> Surroundings:
    """For a page of these clients, as the caller may know it."""
    parameters = {**permissions.parameters(caller), **mentioned_names.mentioned(clients)}
    row = _ALL.first(connection, parameters)
    people, teams = mentioned_names.by_kind(orjson.loads(row.mentioned))
    waiting: list[waiting_requests.Waiting] = orjson.loads(row.waiting)
    return {
        "people": people,
        "teams": teams,
        "colleagues": orjson.loads(row.colleagues),
        "responsibilities": orjson.loads(row.responsibilities),
        "waiting_requests": waiting[0]["to_be_taken_on"] if waiting else 0,
        "waiting_access_requests": waiting[0]["to_see_a_client"] if waiting else 0,
        "saved_views": [saved_views.from_json(each) for each in orjson.loads(row.saved_views)],
    }
