"""Where documents are shown: under the client's page, and for the client's own people under theirs."""

from __future__ import annotations

from gateway.web.kit.visits import Visit

_OF_PRACTICE, _OWN = "/clients/{client_id}/documents", "/account/documents"
PATHS = (_OF_PRACTICE, _OWN)


def client_id(visit: Visit) -> str:
    return visit.request.parameters.get("client_id") or str(visit.account["id"])


def base(visit: Visit) -> str:
    """The page of the documents that are shown."""
    named = visit.request.parameters.get("client_id")
    return _OF_PRACTICE.format(client_id=named) if named else _OWN
