"""What somebody may who was given a client to `view` or to `work` with (docs/adr/0064), in the permission
matrix.

Both may add clients. What they may beside is what the `adder` may, and of the clients they were given what
`standard` may, who was given them to `manage`; but for the lines here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.access.permission_action import Action

ACTORS = ("viewer", "worker")
_ACCEPTED = (409, "invitation_accepted")

ACTIONS = {
    # Of those who do not manage it each has asked for that.
    "areq.ask_for_more": Action(
        "POST",
        "/v1/access-requests",
        {"client": "{seen}", "reason": "VAT", "level": "manage"},
        done=(409, "access_already_requested"),
    ),
    "clients.change_code_seen": Action(
        "PATCH", "/v1/clients/{seen}", {"practice_code": "TAKEN"}, done=(409, "practice_code_taken")
    ),
    "invitations.invite_to_archived": Action(
        "POST",
        "/v1/clients/{shelf}/invitations",
        {"name": "Lee", "email": "{lee_email}"},
        done=(409, "client_archived"),
    ),
    "invitations.read_seen": Action("GET", "/v1/invitations/{invitation_seen}"),
    "invitations.resend_seen": Action("POST", "/v1/invitations/{invitation_seen}/resend", {}, done=_ACCEPTED),
    "invitations.revoke_seen": Action("POST", "/v1/invitations/{invitation_seen}/revoke", done=_ACCEPTED),
}

#: As `permission_matrix.TABLE`, with its columns: of what is asked for here.
TABLE = """
areq.ask_for_more           has   has   has     +     has      out  read  none    none   prac     prac  prac out
clients.change_code_seen    +     +     +       none  +        out  read  none    none   val      role  role out
invitations.invite_to_archived +    +     +       none  role     out  read  none    none   prac     prac  prac out
invitations.read_seen       +     +     +       none  +        out  +     none    none   prac     prac  prac out
invitations.resend_seen     +     +     +       none  +        out  read  none    none   prac     prac  prac out
invitations.revoke_seen     +     +     +       none  +        out  read  none    none   prac     prac  prac out
"""

#: Where it is otherwise than as said above: for the viewer, and the worker.
OTHERWISE = """
clients.change_seen             lvl   +
clients.change_code_seen        lvl   lvl
users.add_seen                  lvl   +
users.add_admin                 lvl   +
users.change                    lvl   lvl
users.promote                   lvl   lvl
users.demote_admin              lvl   lvl
users.demote_owner              lvl   lvl
users.remove_owner              lvl   lvl
documents.restore_seen          lvl   +
documents.delete_seen           lvl   +
documents.upload_seen           lvl   +
documents.put_senders_seen      lvl   +
documents.drop_sender_seen      lvl   +
documents.accept_seen           lvl   +
documents.refuse_seen           lvl   +
invitations.invite_to_archived  lvl   +
invitations.resend_seen         lvl   +
invitations.revoke_seen         lvl   +
connections.begin_seen          lvl   +
connections.connect_seen        lvl   +
connections.check_seen          lvl   +
connections.disconnect_seen     lvl   lvl
areq.read_own                   none  none
areq.approve_own                none  none
areq.withdraw_own               none  none
bulk.read_owner                 none  none
bulk.read_adder                 none  none
bulk.rows_owner                 none  none
bulk.rows_adder                 none  none
bulk.stop_owner                 none  none
bulk.stop_adder                 none  none
bulk.resume_owner               none  none
bulk.resume_adder               none  none
imports.read_owner              none  none
imports.read_adder              none  none
imports.rows_owner              none  none
imports.rows_adder              none  none
imports.failures_owner          none  none
imports.failures_adder          none  none
imports.map_owner               none  none
imports.map_adder               none  none
imports.start_owner             none  none
imports.start_adder             none  none
imports.resume_owner            none  none
imports.resume_adder            none  none
imports.undo_owner              none  none
imports.undo_adder              none  none
"""


def with_levels(of_others: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str, str]]:
    """The action, the actor and the mark of each cell; `of_others` are the marks by action and actor.

    Raises KeyError where a line is of no action.
    """
    otherwise = {line[0]: line[1:] for line in map(str.split, OTHERWISE.strip().splitlines())}
    for action, others in of_others.items():
        yield from ((action, *each) for each in others.items())
        adder, standard = others["adder"], others["standard"]
        usual = standard if adder == "none" else adder
        for actor, mark in zip(ACTORS, otherwise.pop(action, (usual, usual)), strict=True):
            yield action, actor, mark
    if otherwise:
        raise KeyError(*otherwise)
