"""What schemathesis must know to get anywhere: how to sign in, and what cannot be made up."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from typing import Any

import requests
import schemathesis
from schemathesis.generation import GenerationMode

KEY, CURSOR = "Idempotency-Key", "cursor"
KNOWN: dict[str, Any] = {
    "country": "GB",
    "base_currency": "GBP",
    "mobile": "+447700900123",
    "password": os.environ.get("CLIENTELE_FUZZ_PASSWORD"),
    "industry": "62012",
    "account_manager_id": None,
    "authorization_id": None,
    "draft_id": None,
    "colleague_ids": [],
    "levels": [],
    "member_ids": [],
    "reassign_managed_clients_to": None,
    "responsibilities": [],
    "team_ids": [],
    "national_insurance_number": "TC 66 37 95 B",
    "postcode": "SW1A 1AA",
    "income_sources": [{"name": "Shop", "type": "self_employment"}],
    "types": ["ClientCreated"],
    "url": "https://hooks.example.com/clientele",
    "header": None,
    "description": "CRM",
    "company_number": None,
    "networks": ["203.0.113.0/24"],
}


class SignedIn:
    """Signs in as the owner of the practice."""

    email = "CLIENTELE_FUZZ_EMAIL"

    def get(self, case: schemathesis.Case[Any], _context: Any) -> str:
        credentials = {
            "email": os.environ[self.email],
            "password": os.environ["CLIENTELE_FUZZ_PASSWORD"],
        }
        base_url = str(case.operation.base_url).rstrip("/")
        answer = requests.post(f"{base_url}/v1/sessions", json=credentials, timeout=10)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    def set(self, case: schemathesis.Case[Any], token: str, _context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.auth(refresh_interval=None).apply_to(method="DELETE", path="/v1/session")
class SignedInToSignOut(SignedIn):
    """Signing out must not end the session that all others use; and wrong passwords lock its owner out."""

    email = "CLIENTELE_FUZZ_OTHER_EMAIL"


@schemathesis.auth(refresh_interval=600).skip_for(method="DELETE", path="/v1/session")
class SignedInOnce(SignedIn):
    """Signing in takes its time."""


@schemathesis.hook
def before_call(_context: Any, case: schemathesis.Case[Any], _arguments: Any) -> None:
    """Make valid what no schema can tell.

    A key is for one request, and schemathesis sends the same one with others. A cursor comes from a page.
    Countries, currencies and industries are in lists, a telephone number is one that a network may give
    out, a password is not too short or common, and ids are those of somebody of the practice.
    """
    valid = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if not valid:
        return
    if case.operation.path == "/v1/webhook-endpoints/{endpoint_id}/resend":
        # One of three, and never two.
        case.body = {"failed": True}
    if case.headers and KEY in case.headers:
        case.headers[KEY] = str(uuid.uuid4())
    if case.query:
        case.query.pop(CURSOR, None)
        if case.operation.path == "/v1/events":
            # A cursor too, and types of events that there are.
            case.query.pop("after", None)
            case.query.pop("types", None)
    # A body that is left out is not to be set: schemathesis would take the request for an invalid one.
    if isinstance(case.body, dict | list) and not case.operation.path.endswith("/connection"):
        # There a sign-in is what it is about.
        case.body = _known(case.body)


@schemathesis.hook
def filter_case(_context: Any, case: schemathesis.Case[Any]) -> bool:
    """Leave out what is too long by spaces alone: they are taken away before a text is measured, so that it
    is right.
    """
    wrong = case.meta is not None and case.meta.generation.mode is GenerationMode.NEGATIVE
    return not (wrong and any(text != " ".join(text.split()) for text in _texts(case.body)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: KNOWN[key] if key in KNOWN and inner else _known(inner) for key, inner in value.items()}
    return [_known(inner) for inner in value] if isinstance(value, list) else value
