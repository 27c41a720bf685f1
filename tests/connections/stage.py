"""A person at a vendor's consent page, and what tests switch at the stand-ins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from chassis.rpc.client import RpcClient
from contracts import connections
from tests.builders import Mailbox, Person, a_colleague, a_practice, eventually, unique

PROVIDERS = ("xero", "sage", "quickbooks", "freeagent")


@dataclass
class Stage:
    """The stand-ins at `url`."""

    url: str

    def consent(
        self,
        authorization_url: str,
        *,
        login: str | None = None,
        organisations: tuple[int, ...] = (0,),
        decision: str = "allow",
    ) -> str:
        """Answer the consent page; gives the address the browser is sent back to."""
        page = requests.get(authorization_url, timeout=10)
        assert page.status_code == 200, page.text
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
        form = [(name, unescape(value)) for name, value in hidden]
        form += [("login", login or f"{unique('jo')}@acme.example"), ("decision", decision)]
        form += [("organisation", str(number)) for number in organisations]
        there = authorization_url.partition("?")[0]
        sent_back = requests.post(there, data=form, allow_redirects=False, timeout=10)
        assert sent_back.status_code == 302, sent_back.text
        return str(sent_back.headers["Location"])

    def fault(self, provider: str, path: str, kind: str, times: int = 1, seconds: float = 1) -> None:
        """Let so many answers go wrong."""
        fault = {"provider": provider, "path": path, "kind": kind, "times": times, "seconds": seconds}
        requests.post(f"{self.url}/faults", json=fault, timeout=10).raise_for_status()

    def mend(self) -> None:
        requests.delete(f"{self.url}/faults", timeout=10)

    def clock(self, ahead: float) -> None:
        """Move the vendors' time."""
        requests.post(f"{self.url}/clock", json={"ahead": ahead}, timeout=10).raise_for_status()

    def life(self, provider: str, seconds: int) -> None:
        """Let access that is given from now on last so long."""
        life = {"provider": provider, "access": seconds}
        requests.post(f"{self.url}/life", json=life, timeout=10).raise_for_status()

    def log(self) -> list[Mapping[str, Any]]:
        """The requests that the vendors got, oldest first."""
        return list(requests.get(f"{self.url}/log", timeout=10).json())


def answer_of(address: str) -> dict[str, str]:
    """What a vendor sent the browser back with, as the connections service is told it."""
    query = dict(parse_qsl(urlsplit(address).query))
    names = {"state": "state", "code": "code", "error": "error", "realmId": "realm_id"}
    return {ours: query[theirs] for theirs, ours in names.items() if theirs in query}


def begin(person: Person, provider: str = "xero", **purpose: Any) -> Mapping[str, Any]:
    with person.acting():
        return connections.begin_authorization(person.rpc, provider=provider, **purpose)


def complete(person: Person, provider: str, answer: dict[str, str]) -> Mapping[str, Any]:
    with person.acting():
        return connections.complete_authorization(person.rpc, provider=provider, **answer)


def authorization(person: Person, authorization_id: str) -> Mapping[str, Any]:
    with person.acting():
        return connections.get_authorization(person.rpc, authorization_id=authorization_id)


def completed(person: Person, authorization_id: str) -> Mapping[str, Any]:
    """The authorisation once the vendor has been asked everything."""
    return dict(
        eventually(
            lambda: (found := authorization(person, authorization_id))["state"] != "started" and found,
            within=30,
        )
    )


def signed_in(stage: Stage, person: Person, provider: str = "xero", **choices: Any) -> Mapping[str, Any]:
    """A sign-in at a vendor, all the way."""
    purpose = {name: choices.pop(name) for name in ("client_id", "draft_id") if name in choices}
    begun = begin(person, provider, **purpose)
    complete(person, provider, answer_of(stage.consent(begun["authorization_url"], **choices)))
    return completed(person, begun["id"])


def connect(person: Person, client_id: str, authorization_id: str, **choices: Any) -> Mapping[str, Any]:
    with person.acting():
        return connections.connect_client(person.rpc, client_id, authorization_id, **choices)


def connection(person: Person, client_id: str) -> Mapping[str, Any]:
    with person.acting():
        return connections.get_connection(person.rpc, client_id)


def known(person: Person, client_id: str) -> bool:
    """Whether connections has heard of the client."""
    with person.acting():
        page: RpcClient = person.rpc
        try:
            connections.get_connection(page, client_id)
        except Exception as error:  # noqa: BLE001
            return "connection" in str(error)
    return True


def heard_of(person: Person) -> Person:
    """Connections has heard of them, for which the gateway waits where there is one."""
    with person.acting():
        eventually(lambda: connections.list_connections(person.rpc))
    return person


def a_colleague_known(owner: Person, mailbox: Mailbox, **choices: Any) -> Person:
    """A colleague whom connections has heard of."""
    return heard_of(a_colleague(owner, mailbox, **choices))


def a_practice_known(rpc: RpcClient) -> Person:
    """A practice whose owner connections has heard of."""
    return heard_of(a_practice(rpc))


def a_client_known(person: Person, **client: Any) -> Mapping[str, Any]:
    """A client that connections has heard of."""
    made = person.adds_client(**client)
    eventually(lambda: known(person, made["id"]))
    return made
