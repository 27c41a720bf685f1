"""What is done with notices, in the permission matrix: they are a person's own, and of nobody else's is said
that they are there (`tests/access/test_notices.py`).
"""

from __future__ import annotations

from tests.access import permission_responsibilities
from tests.access.permission_action import Action

_NOBODYS = {"up_to": "notice_01ARZ3NDEKTSV4RRFFQ69G5FAV"}

ACTIONS = {
    **permission_responsibilities.ACTIONS,
    "notices.list": Action("GET", "/v1/notices"),
    "notices.read": Action("POST", "/v1/notices/read", _NOBODYS, done=(404, "not_found")),
    "notices.choose": Action("PUT", "/v1/notices/digest", {"digest": "never"}),
}

#: As `permission_matrix.TABLE`, with its columns.
TABLE = (
    permission_responsibilities.TABLE
    + """\
notices.list                  +     +     +       +     +        out  +     +       +      prac     prac  prac out
notices.choose                +     +     +       +     +        out  read  +       +      prac     prac  prac out
notices.read                  +     +     +       +     +        out  read  +       +      prac     prac  prac out
"""
)
