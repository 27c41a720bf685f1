"""Who has which responsibility at a client, by the page's form (docs/adr/0073)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts import access
from contracts.errors import FieldError, InvalidInput, StaleVersion
from gateway.web.kit.forms import Form

#: What comes before an id in the name of its field.
FIELD = "responsible."


def requested(form: Form, kept: Sequence[access.Responsibility]) -> list[access.GivenResponsibility] | None:
    """Who is chosen for each; None where the practice has none, or the form asks for none."""
    if not any(f"{FIELD}{each['id']}" in form for each in kept):
        return None
    return chosen(form)


def chosen(form: Form) -> list[access.GivenResponsibility]:
    """Those for which somebody is chosen."""
    return [
        access.GivenResponsibility(responsibility_id=name.removeprefix(FIELD), user_id=form.text(name))
        for name in form
        if name.startswith(FIELD) and form.text(name)
    ]


def of(granted: access.GrantedAccess) -> Mapping[str, str]:
    """Who has which, by its id."""
    return {each["responsibility_id"]: each["user_id"] for each in granted.get("responsibilities", [])}


def to_choose(kept: Sequence[access.Responsibility]) -> list[tuple[str, str]]:
    """Each as a field of the form, and its words."""
    return [(f"{FIELD}{each['id']}", each["name"]) for each in kept]


def values(granted: access.GrantedAccess) -> Mapping[str, str]:
    """Who is chosen in each field."""
    return {f"{FIELD}{each}": user_id for each, user_id in of(granted).items()}


def of_this_form(
    problem: InvalidInput | StaleVersion, wanted: Sequence[access.GivenResponsibility] | None
) -> InvalidInput | StaleVersion:
    """What is amiss with one, at its field."""
    if isinstance(problem, StaleVersion) or not wanted:
        return problem
    return InvalidInput([at_its_field(each, wanted) for each in problem.errors])


def at_its_field(error: FieldError, wanted: Sequence[access.GivenResponsibility]) -> FieldError:
    """An error of one that was chosen, at its field."""
    parts = error["pointer"].split("/")
    if parts[1] != "responsibilities" or not parts[2:3] or not parts[2].isdecimal():
        return error
    return {**error, "pointer": f"/{FIELD}{wanted[int(parts[2])].responsibility_id}"}
