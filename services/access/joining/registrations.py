"""Who owns a new practice, and what has to be confirmed (docs/adr/0019): decided from who has the email."""

from __future__ import annotations

from typing import NamedTuple

from services.access.members.member_facts import Person


class Registration(NamedTuple):
    """Who registers: the user `user_id`, or a new one where that is None.

    With `sets_password` the password is theirs from now on. Who is not `proven` claims the email only.
    """

    user_id: str | None
    sets_password: bool
    proven: bool


def registration(holder: Person | None, *, knows_password: bool, confirms: bool) -> Registration:
    """An existing user who gives their password is the owner; anybody else is a new user, who claims the
    email until a mailed link is confirmed, where addresses have to be (`confirms`) or it is taken.
    """
    if holder is not None and knows_password:
        return Registration(holder.id, sets_password=False, proven=True)
    taken = holder is not None and holder.password_hash is not None
    if confirms or taken:
        return Registration(None, sets_password=True, proven=False)
    # Whoever was invited only, or added without a login, is nobody's user yet.
    return Registration(holder.id if holder is not None else None, sets_password=True, proven=True)
