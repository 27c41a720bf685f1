"""The short guide on a new client's page: what is worth doing next, and what is done (3.3)."""

from __future__ import annotations

from contracts.accounts import clients
from contracts.errors import NotFound

_BOTH = (
    (
        "access",
        "Choose who works on this client",
        "Name an account manager, or give colleagues access.",
        "access",
    ),
    ("invitation", "Invite the client", "They set a password and can then sign in.", "users"),
)
_DOCUMENTS = (
    "documents",
    "Send a first document",
    "By email to its address, or uploaded.",
    "documents",
)
_BUSINESS = (
    ("practice_code", "Add your practice code", "Your own reference, to find the client by.", "settings"),
    ("industry", "Choose the industry", "By UK SIC 2007 code or a word.", "settings"),
    *_BOTH,
    ("connection", "Connect the accounting software", "Xero, Sage, QuickBooks or FreeAgent.", "connection"),
    _DOCUMENTS,
)
_SELF_EMPLOYED = (
    ("income_sources", "Add the income sources", "Each trade and each property business.", "settings"),
    (
        "national_insurance_number",
        "Add the National Insurance number",
        "It is kept encrypted and shown masked.",
        "settings",
    ),
    ("postcode", "Add the postcode", "HMRC asks for it with the National Insurance number.", "settings"),
    *_BOTH,
    _DOCUMENTS,
)
_STEPS = {"business": _BUSINESS, "self_employed": _SELF_EMPLOYED}


def of(client: clients.Client, *, has_documents: bool) -> clients.Guide:
    """The guide for a client as it is read. Raises `NotFound` for an archived one: nothing is next there."""
    if client["status"] != "active":
        raise NotFound(what="guide")
    items: list[clients.GuideStep] = [
        {
            "step": step,
            "title": title,
            "hint": hint,
            "page": page,
            "done": has_documents if step == "documents" else _is_done(client, step),
        }
        for step, title, hint, page in _STEPS[client["type"]]
    ]
    return {"items": items, "next_cursor": None}


def _is_done(client: clients.Client, step: str) -> bool:
    if step == "access":
        return any(client["access"].values())
    return bool(dict(client)[step])
