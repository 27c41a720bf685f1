"""A file to fill in: headings that an import knows, with explanations and the practice's own lists."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts import spreadsheet_cells
from contracts.access.states import AccessLevel
from contracts.accounts import import_columns
from contracts.accounts.import_columns import responsibility_of
from contracts.accounts.import_states import FileFormat, ImportField
from contracts.accounts.imports import Template
from contracts.accounts.states import Solution
from services.accounts import permissions
from services.accounts.client_lists import exported_headings, practice_responsibilities
from services.accounts.tables import Member, Team

#: Names of one list; a spreadsheet offers no more at a time anyway.
_MOST_NAMES = 1000


class TemplateColumn(NamedTuple):
    """A column to fill in: the field that it is, its heading, and what is said of it."""

    field: str
    heading: str
    explanation: str
    example: str


COLUMNS = (
    TemplateColumn(
        ImportField.TYPE,
        "Type",
        "Business or Self-employed. Left empty, a row with a National Insurance number or income sources is "
        "self-employed, and all others are businesses.",
        "Business",
    ),
    TemplateColumn(
        ImportField.NAME, "Client name", "Of every client: the business, or the person.", "Acme Widgets Ltd"
    ),
    TemplateColumn(
        ImportField.PRACTICE_CODE,
        "Practice code",
        "Your own reference. No two clients have the same.",
        "ACM01",
    ),
    TemplateColumn(
        ImportField.COMPANY_NUMBER,
        "Company number",
        "Of a business: eight digits, or two letters and six digits.",
        "01234567",
    ),
    TemplateColumn(ImportField.INDUSTRY, "SIC code", "Of a business: UK SIC 2007, five digits.", "62012"),
    TemplateColumn(
        ImportField.SOLUTIONS,
        "Solutions",
        f"{' and '.join(Solution)}, with semicolons between several. Left empty: what your practice has "
        "chosen in its settings.",
        "bookkeeping; insights",
    ),
    TemplateColumn(
        ImportField.EMAIL,
        "Email",
        "The client's own. A self-employed client needs one.",
        "office@acme.example",
    ),
    TemplateColumn(
        ImportField.NATIONAL_INSURANCE_NUMBER,
        "National Insurance number",
        "Of somebody self-employed, if you have it.",
        "TC 66 37 95 B",
    ),
    TemplateColumn(ImportField.POSTCODE, "Postcode", "If you have it.", "LS1 4AP"),
    TemplateColumn(
        ImportField.INCOME_SOURCES,
        "Income sources",
        "Of somebody self-employed, at least one, with semicolons between several. Add (property) to a UK "
        "property business.",
        "Pottery; Flat 2 (property)",
    ),
    TemplateColumn(
        ImportField.ACCOUNT_MANAGER,
        "Account manager",
        "One colleague, by name as on the Team page or by email.",
        "Ada Birch",
    ),
    TemplateColumn(
        ImportField.COLLEAGUES,
        "Colleagues",
        "Who has access: colleagues by name or email, with semicolons between several, or Everyone. Admins "
        "see every client anyway.",
        "Ada Birch; ben@practice.example",
    ),
    TemplateColumn(
        ImportField.TEAMS, "Teams", "Teams that have access, with semicolons between several.", "Payroll"
    ),
    TemplateColumn(
        ImportField.ACCESS_LEVEL,
        "Access level",
        "What the row's colleagues and teams may do: View, Work or Manage. Left empty, they manage the "
        "client. For one of them alone, write it behind the name: Ada Birch (view).",
        "Work",
    ),
    TemplateColumn(
        ImportField.INVITEE_NAME,
        "Person to invite",
        "Nobody is written to by the import: invitations go out when you say so afterwards.",
        "Jo Bloggs",
    ),
    TemplateColumn(
        ImportField.INVITEE_EMAIL,
        "Email of person to invite",
        "Left empty, somebody self-employed is invited at their own address.",
        "jo@acme.example",
    ),
    TemplateColumn(
        ImportField.INVITEE_MOBILE,
        "Mobile of person to invite",
        "With it they get a text as well. Abroad with the country code.",
        "07700 900123",
    ),
)
_RESPONSIBLE = (
    "The colleague who is responsible for {} at the client, by name as on the Team page or by email. They "
    "have access by that."
)


def columns_for(responsibilities: Mapping[str, str]) -> list[TemplateColumn]:
    """All of them, with one for each of the practice's responsibilities behind who has access."""
    place = 1 + next(at for at, each in enumerate(COLUMNS) if each.field == ImportField.ACCESS_LEVEL)
    of_practice = [
        TemplateColumn(
            import_columns.of_responsibility(each),
            exported_headings.of_responsibility(name),
            _RESPONSIBLE.format(name),
            "Ada Birch",
        )
        for each, name in responsibilities.items()
    ]
    return [*COLUMNS[:place], *of_practice, *COLUMNS[place:]]


def of(database: Database, caller: Caller, form: FileFormat) -> Template:
    """The template for the caller's practice. Raises `RoleRequired`."""
    with database.read() as connection:
        practice_id = permissions.require_adder(connection, caller).practice.id
        members = select(Member.name).where(
            Member.practice_id == practice_id, Member.status.in_(("active", "invited"))
        )
        teams = select(Team.name).where(Team.practice_id == practice_id, ~Team.deleted)
        colleagues = connection.execute(members.order_by(Member.name).limit(_MOST_NAMES)).scalars().all()
        names = connection.execute(teams.order_by(Team.name).limit(_MOST_NAMES)).scalars().all()
        columns = columns_for(practice_responsibilities.by_id(connection, practice_id))
    file = _csv(columns) if form == FileFormat.CSV else _workbook(columns, colleagues, names)
    return {"file": base64.b64encode(file).decode()}


def _workbook(columns: Sequence[TemplateColumn], colleagues: Sequence[str], teams: Sequence[str]) -> bytes:
    # What writes workbooks takes memory that few services ever need.
    from services.accounts.imports.columns import template_workbook

    responsible = [each.field for each in columns if responsibility_of(each.field) is not None]
    return template_workbook.made(
        columns,
        {
            ImportField.TYPE: ("Business", "Self-employed"),
            ImportField.SOLUTIONS: tuple(Solution),
            ImportField.ACCOUNT_MANAGER: colleagues,
            ImportField.COLLEAGUES: ("Everyone", *colleagues),
            ImportField.TEAMS: teams,
            ImportField.ACCESS_LEVEL: tuple(each.capitalize() for each in AccessLevel),
            **dict.fromkeys(responsible, colleagues),
        },
    )


def _csv(columns: Sequence[TemplateColumn]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([spreadsheet_cells.safe(column.heading) for column in columns])
    return text.getvalue().encode("utf-8-sig")
