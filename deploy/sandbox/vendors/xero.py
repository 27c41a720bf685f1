"""Xero's stand-in: connections of a person, tenants by header, five at once and sixty a minute for each."""

from __future__ import annotations

import threading
import time
import uuid
from collections import defaultdict, deque
from typing import Any

from deploy.sandbox.vendors.book import ORGANISATIONS, Book, organisation_id
from deploy.sandbox.vendors.vendor import Answer, Request, Vendor

_DAY = 24 * 3600


class Xero(Vendor):
    id = "xero"
    name = "Xero"
    authorize = "/identity/connect/authorize"
    token = "/connect/token"  # noqa: S105  a path
    revoke = "/connect/revocation"
    access_life = 1800
    refresh_life = 60 * _DAY
    grace = 1800

    def __init__(self, book: Book, client_id: str, client_secret: str) -> None:
        super().__init__(book, client_id, client_secret)
        self._limits = threading.Lock()
        self._running: dict[str, int] = defaultdict(int)
        self._minute: dict[str, deque[float]] = defaultdict(deque)

    def consented(self, login: str, numbers: list[int]) -> None:
        with self.book.lock:
            held = self.book.connected.setdefault(login, {})
            for number in numbers:
                held.setdefault(str(number), str(uuid.uuid4()))
            self.book.save()

    def revoked(self, grant: dict[str, Any]) -> None:
        """Every connection of the person ends, and with them what other sign-ins reach."""
        self.book.connected.pop(grant["login"], None)

    def api(self, request: Request, grant: dict[str, Any]) -> Answer:
        held = self.book.connected.get(grant["login"], {})
        if request.path == "/connections" and request.method == "GET":
            return Answer(200, [_connection(grant, int(n), known) for n, known in held.items()])
        if request.path.startswith("/connections/") and request.method == "DELETE":
            return self._disconnect(grant, request.path.removeprefix("/connections/"))
        if request.path == "/api.xro/2.0/Organisation":
            return self._limited(request, grant, held)
        return self.problem(404, "The resource you're looking for cannot be found")

    def problem(self, status: int, detail: str) -> Answer:
        title = {401: "Unauthorized", 403: "Forbidden", 404: "NotFound"}.get(status, "Error")
        return Answer(status, {"Title": title, "Status": status, "Detail": detail, "Extensions": {}})

    def _disconnect(self, grant: dict[str, Any], connection_id: str) -> Answer:
        with self.book.lock:
            held = self.book.connected.get(grant["login"], {})
            number = next((n for n, known in held.items() if known == connection_id), None)
            if number is None:
                return self.problem(404, "The connection is not found")
            del held[number]
            self.book.save()
        return Answer(204)

    def _limited(self, request: Request, grant: dict[str, Any], held: dict[str, str]) -> Answer:
        tenant = request.headers.get("xero-tenant-id", "")
        number = next((n for n in held if organisation_id(self.id, grant["login"], int(n)) == tenant), None)
        if number is None:
            return self.problem(403, "AuthenticationUnsuccessful")
        with self._limits:
            minute = self._minute[tenant]
            while minute and minute[0] < time.monotonic() - 60:
                minute.popleft()
            if self._running[tenant] >= 5 or len(minute) >= 60:
                problem = "concurrent" if self._running[tenant] >= 5 else "minute"
                return Answer(429, None, {"Retry-After": "1", "X-Rate-Limit-Problem": problem})
            minute.append(time.monotonic())
            self._running[tenant] += 1
        try:
            time.sleep(0.005)
            return Answer(200, {"Id": str(uuid.uuid4()), "Organisations": [_organisation(int(number))]})
        finally:
            with self._limits:
                self._running[tenant] -= 1


def _connection(grant: dict[str, Any], number: int, known: str) -> dict[str, Any]:
    return {
        "id": known,
        "authEventId": str(uuid.uuid5(uuid.NAMESPACE_URL, grant["id"])),
        "tenantId": organisation_id("xero", grant["login"], number),
        "tenantType": "ORGANISATION",
        "tenantName": ORGANISATIONS[number][0],
        "createdDateUtc": "2026-01-05T09:00:00.0000000",
        "updatedDateUtc": "2026-01-05T09:00:00.0000000",
    }


def _organisation(number: int) -> dict[str, Any]:
    name, country, currency, business = ORGANISATIONS[number]
    return {
        "Name": name,
        "LegalName": name,
        "PaysTax": True,
        "OrganisationType": "COMPANY",
        "BaseCurrency": currency,
        "CountryCode": country,
        "IsDemoCompany": number == 0,
        "OrganisationStatus": "ACTIVE",
        "LineOfBusiness": business,
        "RegistrationNumber": f"0{1000000 + number}",
    }
