"""The warning that an address is a user's already, where it is entered (product.md 4.1, 4.3)."""

from __future__ import annotations

from contracts import access
from contracts.access import EmailLookedUp
from contracts.errors import (
    InvalidInput,
    PracticeAccountRequired,
    RoleRequired,
    ServiceUnavailable,
    TooManyRequests,
)
from gateway.http.idempotency_keys import further_write
from gateway.http.responses import Response
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

#: The box that is ticked where it is another business of the same person; its value is the address.
_TICKED = "acknowledge"
#: Nothing is said then: creation asks again, and stops there at the latest.
_UNSAID = (InvalidInput, PracticeAccountRequired, RoleRequired, ServiceUnavailable, TooManyRequests)


class KnownAddress(EmailLookedUp):
    """A user who can sign in has this address; `colleague` is their name where they work here too."""

    email: str


def routes(visiting: Visits) -> list[Route]:
    return [visiting.takes("/clients/known-address", show)]


def show(visit: Visit, form: Form) -> Response:
    """The warning alone, for the script that asks when the field is left; empty where there is none."""
    return visit.page("kit/known_address.html", known=of(visit, form.text("email")))


def of(visit: Visit, email: str) -> KnownAddress | None:
    """The warning for an address; counted, and on the audit trail."""
    try:
        with further_write(visit.request, "look_up"):
            found = access.find_user(visit.rpc, email=email)
    except _UNSAID:
        return None
    if not found["exists"]:
        return None
    return {"exists": True, "colleague": found.get("colleague"), "email": email}


def is_acknowledged(form: Form, email: str) -> bool:
    """Whether the box was ticked for this very address."""
    return email.casefold() in (each.strip().casefold() for each in form.all(_TICKED))


def error(known: KnownAddress, pointer: str) -> InvalidInput:
    """What the field says of it."""
    return InvalidInput.at(pointer, "existing_user", f"{_whose(known)} Below is what you can do.")


def _whose(known: KnownAddress) -> str:
    if known.get("colleague"):
        return f"{known['email']} is the address of {known['colleague']}, a colleague of yours."
    return f"{known['email']} already belongs to a user."
