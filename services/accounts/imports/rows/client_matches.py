"""Which client a row is about: by its CRN, else by its practice code, else by its company number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.accounts.identifiers import company_number
from contracts.errors import InvalidInput
from services.accounts.clients.client_row import ClientRow

#: What a client is found by, in this order.
KEYS = ("crn", "practice_code", "company_number")
_CALLED = {"crn": "CRN", "practice_code": "practice code", "company_number": "company number"}


@dataclass(frozen=True, slots=True)
class KnownClients:
    """Clients that rows name and that their author can change, by what names them.

    CRNs in upper case, practice codes in lower, company numbers in their eight places.
    """

    crn: Mapping[str, ClientRow] = field(default_factory=dict)
    practice_code: Mapping[str, ClientRow] = field(default_factory=dict)
    company_number: Mapping[str, ClientRow] = field(default_factory=dict)

    def ids(self) -> set[str]:
        """All of them."""
        return {
            client.id
            for each in (self.crn, self.practice_code, self.company_number)
            for client in each.values()
        }


def find(said: Mapping[str, str], known: KnownClients) -> ClientRow | None:
    """The client; None where the row names none. Raises `InvalidInput` for an unknown CRN, as the system
    gives these out, and where two columns name two clients.
    """
    found = {
        "crn": known.crn.get(said.get("crn", "").strip().upper()),
        "practice_code": known.practice_code.get(said.get("practice_code", "").strip().casefold()),
        "company_number": known.company_number.get(company_number(said.get("company_number", "")) or ""),
    }
    if "crn" in said and found["crn"] is None:
        message = "There is no client that you can change with this CRN."
        raise InvalidInput.at("/crn", "unknown_client", message)
    named = [(key, client) for key in KEYS if (client := found[key]) is not None]
    if not named:
        return None
    first, client = named[0]
    for key, other in named[1:]:
        if other.id != client.id:
            message = f"This is the {_CALLED[key]} of another client than the {_CALLED[first]} names."
            raise InvalidInput.at(f"/{key}", "another_client", message)
    return client


def column_of(said: Mapping[str, str], client: ClientRow) -> str:
    """The column by which a row has found its client."""
    if "crn" in said:
        return "crn"
    code = said.get("practice_code", "").strip().casefold()
    return "practice_code" if code and code == (client.practice_code or "").casefold() else "company_number"
