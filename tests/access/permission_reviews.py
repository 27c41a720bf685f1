"""What is done with reviews of who reaches what, in the permission matrix: they are for admins, and where one
of them was chosen to decide, for that one.
"""

from __future__ import annotations

from tests.access.permission_action import Action

_PATH = "/v1/access-reviews"
_ONE = f"{_PATH}/{{review}}"
_LINE = f"{_ONE}/lines/{{review_line}}/decision"
_CHOSEN = f"{_PATH}/{{review_of_admin}}"
_OVER = (409, "access_review_over")
#: What nobody has.
_UNSEEN = {"decision": "keep", "access_tag": "0" * 32}

ACTIONS = {
    "reviews.list": Action("GET", _PATH),
    "reviews.start": Action("POST", _PATH, {"scope": "colleague"}, done=(422, "invalid_input")),
    "reviews.read": Action("GET", _ONE),
    "reviews.colleagues": Action("GET", f"{_ONE}/colleagues"),
    "reviews.lines": Action("GET", f"{_ONE}/lines"),
    "reviews.file": Action("GET", f"{_ONE}/lines.csv"),
    "reviews.document": Action("GET", f"{_ONE}/lines.pdf"),
    "reviews.decide": Action("POST", _LINE, {"decision": "keep"}, done=_OVER),
    "reviews.undo": Action("DELETE", _LINE, done=_OVER),
    "reviews.sign_off": Action("POST", f"{_ONE}/sign-off", done=_OVER),
    "reviews.cancel": Action("POST", f"{_ONE}/cancel", done=_OVER),
    "reviews.decide_chosen": Action(
        "POST", f"{_CHOSEN}/lines/{{line_of_admin}}/decision", _UNSEEN, done=(409, "access_changed_since")
    ),
    "reviews.sign_off_chosen": Action(
        "POST", f"{_CHOSEN}/sign-off", done=(409, "access_review_undecided")
    ),
}  # fmt: skip

#: As `permission_matrix.TABLE`, with its columns.
TABLE = """
reviews.list                  +     +     +       role  role     out  +     +       +      prac     prac  prac out
reviews.start                 +     +     +       role  role     out  read  +       +      prac     prac  prac out
reviews.read                  +     +     +       role  role     out  +     none    none   prac     prac  prac out
reviews.colleagues            +     +     +       role  role     out  +     none    none   prac     prac  prac out
reviews.lines                 +     +     +       role  role     out  +     none    none   prac     prac  prac out
reviews.file                  +     +     +       role  role     out  +     none    none   prac     prac  prac out
reviews.document              +     +     +       role  role     out  +     none    none   prac     prac  prac out
reviews.decide                +     +     +       role  role     out  read  none    none   prac     prac  prac out
reviews.undo                  +     +     +       role  role     out  read  none    none   prac     prac  prac out
reviews.sign_off              +     +     +       role  role     out  read  none    none   prac     prac  prac out
reviews.cancel                +     +     +       role  role     out  read  none    none   prac     prac  prac out
reviews.decide_chosen         role  +     role    role  role     out  read  none    none   prac     prac  prac out
reviews.sign_off_chosen       role  +     role    role  role     out  read  none    none   prac     prac  prac out
"""
