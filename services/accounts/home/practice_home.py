"""What a colleague begins with: each part as far as its own list would show it to them."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.access.states import ADMINS
from contracts.accounts.home import Home, Waiting
from services.accounts import permissions
from services.accounts.home import onboarded_weeks, waiting_things
from services.accounts.memberships import may_add_clients

_NONE: Waiting = {"count": 0, "first": []}


def of(database: Database, vault: Vault, caller: Caller) -> Home:
    """What waits for the caller, and how their clients come in. Raises `PracticeAccountRequired`."""
    with database.read() as connection:
        membership = permissions.of(connection, caller)
        admin, adds = membership.role in ADMINS, may_add_clients(membership)
        figures = onboarded_weeks.of(connection, caller, now())
        return {
            "requests": waiting_things.requests(connection, vault, caller) if admin else _NONE,
            "drafts": waiting_things.drafts(connection, caller) if adds else _NONE,
            "imports": waiting_things.imports(connection, caller, admin=admin) if adds else _NONE,
            "reconnects": waiting_things.reconnects(connection, caller),
            "active": figures.active,
            "not_invited": figures.not_invited,
            "weeks": figures.weeks,
        }
