"""The list as CSV, with names in the place of ids, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import orjson
from sqlalchemy import Connection, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts import spreadsheet_cells
from contracts.accounts import clients
from contracts.accounts.client_access import ClientAccess
from contracts.accounts.client_lists import ExportClients, Exported, Named
from services.accounts import reference_data
from services.accounts.client_lists import (
    client_pages,
    exported_headings,
    income_sources_text,
    page_cursors,
    practice_responsibilities,
)
from services.accounts.clients import client_view
from services.accounts.clients.client_row import Json, SeenClient
from services.accounts.tables import Client, Member, Team

ROWS = 1000
_BEFORE = (
    *(
        "CRN",
        "Name",
        "Type",
        "Status",
        "Practice code",
        "Company number",
        "Industry",
        "Industry name",
        "Solutions",
    ),
    *("Base currency", "Country", "Extract email", "Email", "Postcode", "Income sources"),
    *("Account manager", "Access"),
)
#: Behind what a column each says of the practice's responsibilities.
_AFTER = ("Connected to", "Connection", "Invitation", "Created at")


def part(database: Database, caller: Caller, query: ExportClients, extract_domain: str) -> Exported:
    """The next thousand lines, with the header at the beginning, and where to go on."""
    with database.read() as connection:
        rows = client_pages.rows_of(connection, caller, query, query.cursor, ROWS + 1)
        names = _names(connection, caller.account_id)
        levels = _levels(connection, [row.id for row in rows[:ROWS]])
        kept = practice_responsibilities.of(connection, caller.account_id)
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    if query.cursor is None:
        headings = [exported_headings.of_responsibility(each["name"]) for each in kept]
        writer.writerow([spreadsheet_cells.safe(cell) for cell in (*_BEFORE, *headings, *_AFTER)])
    writer.writerows(
        [
            spreadsheet_cells.safe(cell)
            for cell in _cells(row, names, levels.get(row.id, {}), kept, extract_domain)
        ]
        for row in rows[:ROWS]
    )
    more = len(rows) > ROWS
    return {
        "csv": text.getvalue(),
        "next_cursor": page_cursors.write(query.sort, rows[ROWS - 1]) if more else None,
    }


def _names(connection: Connection, practice_id: str) -> dict[str, str]:
    people = select(Member.user_id, Member.name).where(Member.practice_id == practice_id)
    teams = select(Team.id, Team.name).where(Team.practice_id == practice_id)
    return {row[0]: row[1] for query in (people, teams) for row in connection.execute(query)}


def _levels(connection: Connection, client_ids: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """The levels below `manage` of clients that have some, by colleague and team (docs/adr/0064)."""
    found = select(Client.id, Client.access_levels).where(
        Client.id.in_(client_ids), Client.access_levels != literal({}, JSONB)
    )
    return {row.id: row.access_levels for row in connection.execute(found)}


def _cells(
    row: SeenClient,
    names: Mapping[str, str],
    levels: Mapping[str, str],
    kept: Sequence[Named],
    extract_domain: str,
) -> list[str]:
    client = client_view.view(row, extract_domain)
    connection: clients.Connection | None = orjson.loads(_text(row.connection))
    invitation: clients.InvitationState | None = orjson.loads(_text(row.invitation))
    sources: list[clients.ToldIncomeSource] | None = orjson.loads(_text(row.income_sources))
    responsible = client_view.responsible(row)
    industry, manager = client["industry"] or "", client["account_manager_id"] or ""
    return [
        *(client["crn"], client["name"], client["type"], client["status"], client["practice_code"] or ""),
        *(
            client["company_number"] or "",
            industry,
            reference_data.industries().get(industry, ""),
            ", ".join(client["solutions"]),
        ),
        *(client["base_currency"], client["country"], client["extract_email"], client["email"] or ""),
        *(client["postcode"] or "", income_sources_text.write(sources or [])),
        *(names.get(manager, ""), _access(client["access"], names, levels)),
        *(names.get(responsible.get(each["id"], ""), "") for each in kept),
        (connection and connection.get("organisation_name")) or "",
        connection["state"] if connection else "none",
        invitation["state"] if invitation else "none",
        client["created_at"],
    ]


def _text(part: Json) -> str:
    """A part that is JSON, as prepared statements give it."""
    return part if isinstance(part, str) else "null"


def _access(access: ClientAccess, names: Mapping[str, str], levels: Mapping[str, str]) -> str:
    """As an import reads it: whoever does not manage the client has their level behind the name."""
    if access["everyone"]:
        return "All colleagues"
    given = (*access["colleague_ids"], *access["team_ids"])
    return "; ".join(
        f"{names.get(each, each)} ({levels[each]})" if each in levels else names.get(each, each)
        for each in given
    )
