"""What is done with responsibilities, in the permission matrix (docs/adr/0073)."""

from __future__ import annotations

from contracts import access
from contracts.access import AccessLevel
from tests.access.permission_action import STALE, Action
from tests.builders import Person, caught_up

_PATH = "/v1/responsibilities"

ACTIONS = {
    "resps.list": Action("GET", _PATH),
    # Each practice has one of this name.
    "resps.create": Action(
        "POST", _PATH, {"name": "Tax", "level": "view"}, done=(409, "responsibility_name_taken")
    ),
    "resps.read": Action("GET", f"{_PATH}/{{resp}}"),
    "resps.change": Action("PATCH", f"{_PATH}/{{resp}}", {"name": "Other"}, STALE, (412, "stale_version")),
    "resps.end": Action("DELETE", f"{_PATH}/{{resp_to_end}}", done=(204, None)),
}

#: As `permission_matrix.TABLE`, with its columns.
TABLE = """
resps.list                    +     +     +       +     +        out  +     +       +      prac     prac  prac out
resps.create                  +     +     +       role  role     out  read  +       +      prac     prac  prac out
resps.read                    +     +     +       role  role     out  +     none    none   prac     prac  prac out
resps.change                  +     +     +       role  role     out  read  none    none   prac     prac  prac out
resps.end                     +     +     +       role  role     out  read  none    none   prac     prac  prac out
"""


def a_responsibility(person: Person, name: str) -> str:
    """One of this person's practice, made where it has none of this name."""
    with person.acting():
        there = [each["id"] for each in access.list_responsibilities(person.rpc) if each["name"] == name]
        if there:
            return there[0]
        made = access.create_responsibility(person.rpc, name=name, level=AccessLevel.VIEW)
        return str(caught_up(person, made)["id"])
