"""Which role and permissions a colleague may be given, and by whom (product.md 1.1, 1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

from contracts.access import ChangeColleague, InviteColleague, Owner
from contracts.errors import StaleVersion
from services.access.members import roles
from services.access.members.member_facts import Actor, Colleague


class RightsParts(TypedDict):
    """Rights as they are stored and noted."""

    role: str
    permissions: list[str]


class Rights(NamedTuple):
    """What somebody may do in a practice: what their role says, and `permissions` beyond it, in order."""

    role: str
    permissions: list[str]

    def parts(self) -> RightsParts:
        return {"role": self.role, "permissions": list(self.permissions)}


def of_invited(actor: Actor, request: InviteColleague) -> Rights:
    """What somebody who is invited may do. Raises `RoleRequired`."""
    roles.require_over(actor.role, request.role)
    return Rights(request.role, _in_order(request.permissions))


def change_of(actor: Actor, before: Colleague, request: ChangeColleague) -> Rights | None:
    """What a colleague may do from now on; None where that is what they may already.

    The owner stays a practice admin, so that a practice always has one.
    Raises `RoleRequired`, `Owner`, `StaleVersion`.
    """
    role = request.get("role", before.role)
    roles.require_over(actor.role, before.role, role)
    if before.owner and role != before.role:
        raise Owner()
    if request.get("if_version") not in (None, before.version):
        raise StaleVersion()
    wanted = Rights(role, _in_order(request.get("permissions", before.permissions)))
    return wanted if wanted != held_by(before) else None


def held_by(colleague: Colleague) -> Rights:
    """What a colleague may do now."""
    return Rights(colleague.role, list(colleague.permissions))


def _in_order(permissions: Sequence[str]) -> list[str]:
    return sorted(set(permissions))
