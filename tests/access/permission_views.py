"""What is done with saved views of the list of clients, in the permission matrix: they are a person's own."""

from __future__ import annotations

from tests.access import permission_notices, permission_reviews
from tests.access.permission_action import STALE, Action

_NOBODY = "view_01ARZ3NDEKTSV4RRFFQ69G5FAV"
_KEPT = {"name": "Kept"}

ACTIONS = {
    **permission_notices.ACTIONS,
    **permission_reviews.ACTIONS,
    "views.list": Action("GET", "/v1/client-views"),
    # Each of them has one of this name.
    "views.save": Action("POST", "/v1/client-views", _KEPT, done=(409, "saved_view_name_taken")),
    "views.replace": Action("PUT", "/v1/client-views/{view_of_owner}", _KEPT, STALE, (412, "stale_version")),
    "views.delete": Action("DELETE", f"/v1/client-views/{_NOBODY}", done=(404, "not_found")),
    "views.delete_owner": Action("DELETE", "/v1/client-views/{view_to_delete}", done=(204, None)),
}

#: As `permission_matrix.TABLE`, with its columns.
_OWN = """
views.list                    +     +     +       +     +        out  +     +       +      prac     prac  prac out
views.save                    +     +     +       +     +        out  read  +       +      prac     prac  prac out
views.replace                 +     none  none    none  none     out  read  none    none   prac     prac  prac out
views.delete                  +     +     +       +     +        out  read  +       +      prac     prac  prac out
views.delete_owner            +     none  none    none  none     out  read  none    none   prac     prac  prac out
"""
TABLE = _OWN.rstrip() + permission_reviews.TABLE
