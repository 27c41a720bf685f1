"""A client's business settings (product.md 8.1), and deleting it (8.3). A stale edit loses nothing typed.

A client account's own people see theirs, and its business admins change them (product.md 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import accounts
from contracts.errors import InvalidInput, LevelRequired, RoleRequired, StaleVersion
from gateway.http.responses import Response
from gateway.web.kit import company_search, wording
from gateway.web.kit.forms import Form, rows_of
from gateway.web.kit.rendering import VENDORS
from gateway.web.kit.visits import Route, Visit, Visits

_OF_PRACTICE, _OWN = "/clients/{client_id}/settings", "/account/settings"
_BOTH = ("name", "practice_code", "base_currency", "country")
#: Empty means none.
_OPTIONAL = ("practice_code", "company_number", "postcode", "industry")
_OF_BUSINESS = ("company_number", "industry")
_KEPT = (*_BOTH, *_OF_BUSINESS, "email", "postcode", "extract_email")
_EMPTY_ROWS = 2
_WORDS = {
    "name": "Name",
    "practice_code": "Practice code",
    "company_number": "Company number",
    "software": "Accounting software",
    "industry": "Industry",
    "base_currency": "Base currency",
    "country": "Country",
    "solutions": "Solutions",
    "extract_email": "Extract-by-email address",
    "email": "Email address",
    "national_insurance_number": "National Insurance number",
    "postcode": "Postcode",
    "income_sources": "Income sources",
}


def routes(visiting: Visits) -> list[Route]:
    return [
        *[visiting.shows(path, show) for path in (_OF_PRACTICE, _OWN)],
        *[visiting.takes(path, change) for path in (_OF_PRACTICE, _OWN)],
        visiting.shows("/clients/{client_id}/delete", ask),
        visiting.takes("/clients/{client_id}/delete", delete),
    ]


def show(visit: Visit) -> Response:
    client = _client(visit)
    return visit.page("clients/client_settings.html", values=_values(client), **_choices(visit, client))


def change(visit: Visit, form: Form) -> Response:
    client = _client(visit)
    if company_search.is_asked(form):
        return _search_company(visit, client, form)
    try:
        accounts.change_client(
            visit.rpc, client_id=client["id"], **_wanted(client, form), if_version=_version(form)
        )
    except StaleVersion as problem:
        others = [_WORDS[name] for name in _differing(client, form)]
        return visit.refused(
            "clients/client_settings.html",
            problem,
            values=form,
            others=others,
            **_choices(visit, client, form),
        )
    except (
        InvalidInput,
        LevelRequired,
        RoleRequired,
        accounts.PracticeCodeTaken,
        accounts.CompanyNumberTaken,
        accounts.ExtractEmailTaken,
        accounts.ClientArchived,
    ) as problem:
        return visit.refused(
            "clients/client_settings.html", problem, values=form, **_choices(visit, client, form)
        )
    path = _OWN if _is_own(visit) else _OF_PRACTICE.format(client_id=client["id"])
    return visit.go(path, done="saved")


def _search_company(visit: Visit, client: Mapping[str, Any], form: Form) -> Response:
    """The form with what was found beside what was typed. The client keeps its name, which may be another."""
    found = company_search.searched(visit, form)
    taken_over = {name: value for name, value in found.get("taken_over", {}).items() if name != "name"}
    values = {**form, **taken_over}
    if "industry" in values:
        values["industry"] = _code(values["industry"])
    shown = {**_choices(visit, client, form), **found, "kept_version": form.text("version")}
    return visit.page("clients/client_settings.html", values=values, **shown)


def ask(visit: Visit) -> Response:
    return visit.page("clients/client_delete.html", client=_client(visit))


def delete(visit: Visit, form: Form) -> Response:
    client = _client(visit)
    try:
        accounts.delete_client(visit.rpc, client["id"], form.get("confirm_name", ""))
    except (InvalidInput, RoleRequired, accounts.HasUsers) as problem:
        return visit.refused("clients/client_delete.html", problem, values=form, client=client)
    return visit.go("/clients", done="deleted")


def _client(visit: Visit) -> Mapping[str, Any]:
    return accounts.get_client(visit.rpc, visit.request.parameters.get("client_id") or visit.account["id"])


def _is_own(visit: Visit) -> bool:
    return "client_id" not in visit.request.parameters


def _values(client: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form's fields as the client is."""
    found = {name: client[name] or "" for name in _KEPT}
    found["software"] = client.get("software") or ""
    found["extract_email"] = client["extract_email"].partition("@")[0]
    for row, source in enumerate(client["income_sources"]):
        found |= {f"income_sources.{row}.{part}": value for part, value in source.items()}
    return found


def _version(form: Form) -> int:
    """The version the form was made of; the first, which is stale, where it does not say."""
    return int(form.if_version().get("if_version") or 1)


def _wanted(client: Mapping[str, Any], form: Form) -> Mapping[str, Any]:
    """What the form says the client is to be; a number that is not typed stays."""
    person = client["type"] == "self_employed"
    names = (*_BOTH, "email", "postcode", *(() if person else _OF_BUSINESS))
    optional = _OPTIONAL if person else (*_OPTIONAL, "email")
    wanted: dict[str, Any] = {
        name: form.text(name) or (None if name in optional else "") for name in names if name in form
    }
    if wanted.get("industry"):
        wanted["industry"] = _code(wanted["industry"])
    wanted["solutions"] = form.all("solutions")
    # Accounts of the release before does not know it.
    if "software" in form and "software" in client:
        wanted["software"] = form.text("software") or None
    if form.text("extract_email"):
        wanted["extract_email"] = form.text("extract_email")
    if person:
        wanted["income_sources"] = _sources(form)
        if form.text("national_insurance_number") or form.text("forget_number"):
            wanted["national_insurance_number"] = form.text("national_insurance_number") or None
    return wanted


def _code(chosen: str) -> str:
    """The code of an industry, which the form has with its words."""
    return chosen.partition(" ")[0]


def _sources(form: Form) -> list[dict[str, str]]:
    rows = [
        {part: form.text(f"income_sources.{row}.{part}") for part in ("name", "type")}
        for row in range(_rows(form))
    ]
    while rows and not rows[-1]["name"]:
        rows.pop()
    return rows


def _rows(values: Any) -> int:
    return min(max(rows_of(values, "income_sources"), default=-1) + 1, 50)


def _differing(client: Mapping[str, Any], form: Form) -> list[str]:
    """The settings that are other now than what was typed."""
    now = {**_values(client), "solutions": client["solutions"]}
    typed: dict[str, Any] = {**form, "solutions": form.all("solutions")}
    if "industry" in typed:
        typed["industry"] = _code(typed["industry"])
    return [name for name in _WORDS if name in now and name in typed and now[name] != typed[name]]


def _choices(visit: Visit, client: Mapping[str, Any], form: Form | None = None) -> dict[str, Any]:
    def named(kind: str, *, coded: bool = False) -> list[tuple[str, str]]:
        found = accounts.get_reference(visit.rpc, kind)
        return [(each["code"], f"{each['code']} {each['name']}" if coded else each["name"]) for each in found]

    solutions = form.all("solutions") if form is not None else client["solutions"]
    own = _is_own(visit)
    return {
        "client": client,
        "own": own,
        "company_search": not own and client["type"] == "business" and company_search.offered(visit),
        **company_search.NOTHING,
        "kept_version": None,
        "domain": client["extract_email"].partition("@")[2],
        "countries": named("countries"),
        "currencies": named("currencies", coded=True),
        "industries": named("industries", coded=True) if client["type"] == "business" else [],
        "solutions": [(code, name, "") for code, name in named("solutions")],
        "chosen": solutions,
        "source_types": named("income-source-types"),
        "softwares": [(each, wording.software(each, VENDORS)) for each in accounts.BookkeepingSoftware],
        "rows": range(_rows(form if form is not None else _values(client)) + _EMPTY_ROWS),
    }
