"""A practice that works over HTTP, as an integrator would."""

from __future__ import annotations

import time
from typing import Any

import requests

from tests.builders import PASSWORD, unique


class PracticeOverHttp:
    """Registered and signed in. Requests that meet a part that is down are repeated with the same key."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.email = f"{unique('ann')}@smith.example"
        owner = {"name": "Ann Smith", "email": self.email, "password": PASSWORD}
        practice = {"name": "Smith & Co", "country": "GB", "base_currency": "GBP", "owner": owner}
        key = {"Idempotency-Key": unique("key")}
        answer = self.patiently("POST", "/v1/practices", json=practice, headers=key)
        self.registered = self._must(201, answer)
        credentials = {"email": self.email, "password": PASSWORD}
        self.signed_in = self._must(201, self.patiently("POST", "/v1/sessions", json=credentials))
        self.headers = {"Authorization": f"Bearer {self.signed_in['token']}"}

    def add_client(self, key: str | None = None, **client: Any) -> dict[str, Any]:
        """Add a client, patiently: what a careful integrator does with a key."""
        headers = {**self.headers, "Idempotency-Key": key or unique("key")}
        body = {"type": "business", "name": unique("Acme"), **client}
        answer = self.patiently("POST", "/v1/clients", json=body, headers=headers)
        return self._must(201, answer)

    def clients(self) -> list[dict[str, Any]]:
        """Every client, page by page."""
        found: list[dict[str, Any]] = []
        cursor = None
        while True:
            parameters = {"limit": 200, **({"cursor": cursor} if cursor else {})}
            answer = self.patiently("GET", "/v1/clients", params=parameters, headers=self.headers)
            page = self._must(200, answer)
            found += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    def reads(self, path: str) -> dict[str, Any]:
        return self._must(200, self.patiently("GET", path, headers=self.headers))

    def channels(self, client_id: str) -> dict[str, str]:
        """How far the newest invitation of a client has come, by channel."""
        newest = self.reads(f"/v1/clients/{client_id}/invitations")["items"][0]
        return {channel["channel"]: channel["state"] for channel in newest["channels"]}

    def patiently(self, method: str, path: str, within: float = 90.0, **request: Any) -> requests.Response:
        """Repeat a request until something else than "try again" is answered."""
        give_up = time.monotonic() + within
        while True:
            try:
                answer = requests.request(method, f"{self.url}{path}", timeout=10, **request)
                if answer.status_code not in (409, 429, 503) or answer.json()["code"] not in _PASSING:
                    return answer
            except requests.RequestException:
                pass
            assert time.monotonic() < give_up, "no answer but errors"
            time.sleep(0.2)

    @staticmethod
    def _must(status: int, answer: requests.Response) -> dict[str, Any]:
        assert answer.status_code == status, answer.text
        return dict(answer.json())


_PASSING = ("service_unavailable", "idempotency_key_in_use", "too_many_requests")
