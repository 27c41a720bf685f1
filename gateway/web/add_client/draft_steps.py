"""The wizard's steps: which apply, what each offers, and how its form becomes a draft's answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contracts import accounts, connections, invitations
from contracts.access.states import AccessLevel
from contracts.errors import FieldError, Refusal
from gateway.web.clients import client_access_levels
from gateway.web.kit import company_search, people
from gateway.web.kit.forms import Form, rows_of
from gateway.web.kit.visits import Visit

Draft = Mapping[str, Any]

TITLES = {
    "type": "Type",
    "solutions": "Solutions",
    "software": "Software",
    "details": "Details",
    "access": "Access",
    "invitation": "Invitation",
    "check": "Check",
}
_DETAILS = ("name", "email", "national_insurance_number", "postcode", "practice_code", "company_number")
#: The steps where an address is entered that may be a user's already, and where it stands.
ADDRESSES = {"details": "/email", "invitation": "/invitation/email"}
#: Rows for income sources that a page without scripts offers, and how many more at a time.
_ROWS = 2


def applying(draft: Draft | None) -> list[str]:
    """The steps of this type of client, without Check; those that are not needed are left out."""
    if draft is None:
        return ["type", "solutions", "software", "details", "access", "invitation"]
    return [step["step"] for step in draft["steps"] if step["state"] != "not_needed"]


def after(draft: Draft, name: str) -> str:
    steps = [*applying(draft), "check"]
    return steps[min(steps.index(name) + 1, len(steps) - 1)] if name in steps else "check"


def before(draft: Draft | None, name: str) -> str | None:
    steps = [*applying(draft), "check"]
    place = steps.index(name) if name in steps else 0
    return steps[place - 1] if place else None


def lacking(draft: Draft, name: str) -> list[FieldError]:
    """What a step still needs before one can go on."""
    return next((list(step["errors"]) for step in draft["steps"] if step["step"] == name), [])


def rail(draft: Draft | None, name: str) -> list[dict[str, Any]]:
    """Each step with its words, and whether it is done or where one is."""
    states = {step["step"]: step["state"] for step in draft["steps"]} if draft is not None else {}
    return [
        {"name": each, "title": TITLES[each], "state": states.get(each, "open"), "here": each == name}
        for each in (*applying(draft), "check")
    ]


def read(name: str, form: Form) -> dict[str, Any]:
    """A step's answers. An empty optional field takes an earlier answer back."""
    return _READ[name](form)


def address(name: str, answers: Mapping[str, Any]) -> str | None:
    """The address of somebody of the client's that this step's answers have."""
    if name == "invitation":
        return (answers.get("invitation") or {}).get("email")
    return answers.get("email") if name == "details" else None


def flat(answers: Draft) -> dict[str, Any]:
    """Answers as a form's fields: those of parts with their dotted names."""
    values = dict(answers)
    for part in ("invitation", "access"):
        values.update({f"{part}.{name}": value for name, value in (answers.get(part) or {}).items()})
    for number, source in enumerate(answers.get("income_sources") or []):
        values.update({f"income_sources.{number}.{name}": value for name, value in source.items()})
    return values


def source_rows(values: dict[str, Any], *, more: bool) -> list[int]:
    """The numbers of the rows for income sources: what there is and some empty ones."""
    known = max(rows_of(values, "income_sources"), default=-1) + 1
    return list(range(max(known + (_ROWS if more else 0), _ROWS)))


def organisation(authorization: Mapping[str, Any]) -> dict[str, Any] | None:
    """The one that a sign-in at a vendor is for."""
    chosen = authorization["organisation_id"]
    return next((each for each in authorization["organisations"] if each["id"] == chosen), None)


def read_access(form: Form) -> dict[str, Any]:
    """Who is to see a client, as they are ticked."""
    everyone = form.text("access.everyone") == "yes"
    return {
        "everyone": everyone,
        "colleague_ids": [] if everyone else form.all("access.colleague_ids"),
        "team_ids": [] if everyone else form.all("access.team_ids"),
        "account_manager_id": form.text("access.account_manager_id") or None,
    }


def level_of(draft: Draft | None) -> str:
    """The level of those who are chosen."""
    levels = ((draft or {}).get("access") or {}).get("levels") or [{"level": AccessLevel.MANAGE}]
    return str(levels[0]["level"])


def choices(visit: Visit, draft: Draft | None, name: str) -> dict[str, Any]:
    """What the step's page offers to choose from."""
    return _CHOICES[name](visit, draft) if name in _CHOICES else {}


def _read_details(form: Form) -> dict[str, Any]:
    answers: dict[str, Any] = {name: form.text(name) or None for name in _DETAILS if name in form}
    if answers.get("national_insurance_number") is None:
        # It is shown masked: an empty field keeps what is there.
        answers.pop("national_insurance_number", None)
    if "industry" in form:
        # Chosen from the list it is the code and its words.
        answers["industry"] = form.text("industry").partition(" ")[0] or None
    rows = rows_of(form, "income_sources")
    sources = [
        {"name": form.text(f"income_sources.{row}.name"), "type": form.text(f"income_sources.{row}.type")}
        for row in rows
        if form.text(f"income_sources.{row}.name")
    ]
    if rows:
        answers["income_sources"] = sources or None
    return answers


def _read_access(form: Form) -> dict[str, Any]:
    """At one level for all who are ticked; each has their own on the client's page afterwards."""
    access, level = read_access(form), form.text("level")
    if level and level != AccessLevel.MANAGE:
        people = [{"user_id": each, "level": level} for each in access["colleague_ids"]]
        teams = [{"team_id": each, "level": level} for each in access["team_ids"]]
        access |= {"levels": people + teams} if people or teams else {}
    return {"access": access}


def _read_invitation(form: Form) -> dict[str, Any]:
    if form.text("skip"):
        return {"invitation": None}
    given = {name: form.text(f"invitation.{name}") or None for name in ("name", "email", "mobile")}
    return {"invitation": given}


_READ: dict[str, Callable[[Form], dict[str, Any]]] = {
    "type": lambda form: {"type": form.text("type")},
    "solutions": lambda form: {"solutions": form.all("solutions")},
    "software": lambda form: {"authorization_id": None} if form.text("skip") else {},
    "details": _read_details,
    "access": _read_access,
    "invitation": _read_invitation,
}
STEPS = tuple(_READ)


def _types(visit: Visit, _draft: Draft | None) -> dict[str, Any]:
    practice = accounts.get_practice(visit.rpc)
    return {"self_employed_possible": practice["defaults"]["country"] == "GB"}


def _solutions(visit: Visit, draft: Draft | None) -> dict[str, Any]:
    chosen = (draft or {}).get("solutions") or accounts.get_practice(visit.rpc)["defaults"]["solutions"]
    catalogue = accounts.get_reference(visit.rpc, "solutions")
    return {"catalogue": [(each["code"], each["name"], "") for each in catalogue], "chosen": chosen}


def _software(visit: Visit, draft: Draft | None) -> dict[str, Any]:
    providers = connections.list_providers(visit.rpc)["items"]
    return {"providers": [each for each in providers if each["during_setup"]], **_chosen(visit, draft)}


def _chosen(visit: Visit, draft: Draft | None) -> dict[str, Any]:
    """The vendor and organisation of the draft; nothing where the sign-in is over or another's."""
    authorization_id = (draft or {}).get("authorization_id")
    if authorization_id is None:
        return {"vendor": None, "organisation": None}
    try:
        found = connections.get_authorization(visit.rpc, authorization_id=authorization_id)
    except Refusal:
        return {"vendor": None, "organisation": None}
    return {"vendor": found["provider"], "organisation": organisation(found)}


def _details(visit: Visit, draft: Draft | None) -> dict[str, Any]:
    industries = accounts.get_reference(visit.rpc, "industries")
    return {
        "industries": [f"{each['code']} {each['name']}" for each in industries],
        "company_search": (draft or {}).get("type") == "business" and company_search.offered(visit),
        **_chosen(visit, draft),
    }


def _access(visit: Visit, draft: Draft | None) -> dict[str, Any]:
    return {
        **people.to_choose(visit),
        "levels": client_access_levels.LEVELS,
        "level": level_of(draft),
    }


def _check(visit: Visit, draft: Draft | None) -> dict[str, Any]:
    given = (draft or {}).get("access") or {}
    mentioned = [*given.get("colleague_ids", []), *given.get("team_ids", []), given.get("account_manager_id")]
    named: dict[str, str] = {}
    if any(mentioned):
        listed = people.to_choose(visit)
        named = {each[0]: each[1] for each in (*listed["colleagues"], *listed["teams"])}
    industry = _industry(visit, (draft or {}).get("industry"))
    level = client_access_levels.MAY[AccessLevel(level_of(draft))]
    return {
        "people": named,
        "level": level,
        "industry": industry,
        "text": _text(visit, draft or {}),
        **_chosen(visit, draft),
    }


def _industry(visit: Visit, code: str | None) -> str | None:
    """An industry's code with its words."""
    if code is None:
        return None
    found = accounts.get_reference(visit.rpc, "industries", q=code)
    return next((f"{each['code']} {each['name']}" for each in found if each["code"] == code), code)


def _text(visit: Visit, draft: Draft) -> Mapping[str, Any] | None:
    """The text that the person will get, where there is a number for it to go to."""
    invited = draft.get("invitation") or {}
    if not invited.get("mobile") or not draft.get("name"):
        return None
    return invitations.preview_text(visit.rpc, account_name=draft["name"], name=invited.get("name") or "")


_CHOICES: dict[str, Callable[[Visit, Draft | None], dict[str, Any]]] = {
    "type": _types,
    "solutions": _solutions,
    "software": _software,
    "details": _details,
    "access": _access,
    "check": _check,
}
