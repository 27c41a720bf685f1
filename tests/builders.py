"""Makes what tests need, through the same calls as everybody: practices, people, clients."""

from __future__ import annotations

import dataclasses
import email
import email.policy
import hashlib
import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import eventlet

from chassis import context
from chassis.rpc.client import RpcClient
from contracts import access, accounts, connections, invitations
from contracts.errors import NotFound, ServiceUnavailable, Unauthenticated
from contracts.shapes import given

Found = TypeVar("Found")


PASSWORD = "correct horse battery"
_numbers = count(1)


def present(found: Found | None) -> Found:
    """What is there, where a result may have nothing in its place."""
    assert found is not None
    return found


def unique(name: str) -> str:
    """A name no other test uses."""
    return f"{name}-{next(_numbers)}-{time.time_ns() % 10**9}"


@dataclass
class Person:
    """Somebody signed in, acting for an account."""

    rpc: RpcClient
    user_id: str
    account_id: str
    email: str
    token: str
    passport: str

    @contextmanager
    def acting(self, key: str | None = None, fingerprint: str | None = None) -> Iterator[context.Context]:
        """Calls in this block are this person's; `key` makes writes in it one command each."""
        here = context.Context(context.new_correlation_id(), self.passport, key, fingerprint)
        with context.enter(here):
            yield here

    def adds_client(self, key: str | None = None, **client: Any) -> Mapping[str, Any]:
        with self.acting(key):
            return accounts.create_client(self.rpc, entered(a_client(**client)))

    def adds_self_employed(self, key: str | None = None, **client: Any) -> Mapping[str, Any]:
        with self.acting(key):
            return accounts.create_client(self.rpc, entered(a_self_employed_client(**client)))

    def reads(self, client_id: str) -> Mapping[str, Any]:
        with self.acting():
            return accounts.get_client(self.rpc, client_id)

    def sees(self) -> list[str]:
        """The names of the clients this person can see."""
        with self.acting():
            return [client["name"] for client in accounts.list_clients(self.rpc)["items"]]


@contextmanager
def as_a_timer() -> Iterator[None]:
    """What is called in this block works for all accounts, as what nobody asked for does."""
    with context.everywhere():
        yield


def a_mobile() -> str:
    """A number that takes texts and that no other test uses."""
    return f"+4477{time.time_ns() % 10**4:04}{next(_numbers):04}"


def entered(client: Mapping[str, Any]) -> accounts.CreateBusiness:
    """A client as somebody typed it in, which accounts has yet to check."""
    return given(accounts.CreateBusiness, client)


def a_client(**changes: Any) -> Mapping[str, Any]:
    """The arguments of a business client."""
    return {"type": "business", "name": unique("Acme"), **changes}


def a_self_employed_client(**changes: Any) -> Mapping[str, Any]:
    """The arguments of a self-employed client."""
    name = unique("Sam Stone")
    address = f"{name.replace(' ', '.').lower()}@stone.example"
    sources = [{"name": "Pottery", "type": "self_employment"}]
    return {"type": "self_employed", "name": name, "email": address, "income_sources": sources, **changes}


def sign_in(rpc: RpcClient, address: str, password: str = PASSWORD, account_id: str | None = None) -> Person:
    signed_in = access.sign_in(rpc, email=address, password=password, account_id=account_id)
    return _person(rpc, signed_in)


def by_token(owner: Person, token: str) -> Person:
    """Whoever an API token stands for."""
    identity = access.authenticate(owner.rpc, token_hash=hashlib.sha256(token.encode()).hexdigest())
    return dataclasses.replace(owner, token=token, passport=identity["passport"])


def _person(rpc: RpcClient, signed_in: Mapping[str, Any]) -> Person:
    identity = access.authenticate(rpc, token_hash=hashlib.sha256(signed_in["token"].encode()).hexdigest())
    return Person(
        rpc,
        signed_in["user"]["id"],
        signed_in["account"]["id"],
        signed_in["user"]["email"],
        signed_in["token"],
        identity["passport"],
    )


def a_practice(rpc: RpcClient, **changes: Any) -> Person:
    """A new practice; gives its owner, signed in."""
    address = f"{unique('ann')}@smith.example"
    practice = {"name": "Smith & Co", "country": "GB", "base_currency": "GBP", **changes}
    owner = {"name": "Ann Smith", "email": address, "password": PASSWORD}
    accounts.register_practice(rpc, owner=owner, **practice)
    return sign_in(rpc, address)


def a_colleague(
    owner: Person, mailbox: Mailbox, role: str = "standard", name: str = "Bob Jones", **changes: Any
) -> Person:
    """A colleague who was invited and has accepted, signed in."""
    address = f"{unique('bob')}@smith.example"
    with owner.acting():
        access.invite_colleague(owner.rpc, name=name, email=address, role=role, **changes)
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    colleague = sign_in(owner.rpc, address)
    with colleague.acting():
        # Accounts has heard of them then, for which the gateway waits where there is one.
        eventually(lambda: accounts.list_clients(colleague.rpc, limit=1))
    return colleague


class Mailbox:
    """The mail that the sandbox caught."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._envelopes: dict[Path, bytes] = {}

    def to(self, address: str) -> list[EmailMessage]:
        """The messages to an address, in the order of arrival."""
        envelope = f"x-envelope-to: {address}\r\n".lower().encode()
        return [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted(self.folder.glob("*.eml"))
            if envelope in self._envelope(path)
        ]

    def _envelope(self, path: Path) -> bytes:
        """What the catcher wrote first. Reading thousands each time would take minutes."""
        if path not in self._envelopes:
            self._envelopes[path] = path.read_bytes()[:1000].lower()
        return self._envelopes[path]

    def token_for(self, address: str, after: int = 0) -> str:
        """The token of the newest invitation to an address; waits for one after so many messages."""
        return self._token("invitation", address, after)

    def reset_token_for(self, address: str, after: int = 0) -> str:
        """The token of the newest link for a new password; waits for one after so many messages."""
        return self._token("password-reset", address, after)

    def _token(self, page: str, address: str, after: int) -> str:
        def found() -> list[str]:
            return re.findall(rf"/{page}#(\S+)", "\n".join(map(text_of, self.to(address)[after:])))

        token: str = eventually(found)[-1]
        return token


class Phone:
    """The texts that the sandbox caught."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._texts: dict[Path, dict[str, Any]] = {}

    def to(self, mobile: str) -> list[Mapping[str, Any]]:
        """The texts to a number, in the order of arrival."""
        paths = sorted(self.folder.glob("*.json"))
        for path in paths:
            if path not in self._texts:
                self._texts[path] = json.loads(path.read_text())
        return [self._texts[path] for path in paths if self._texts[path]["to"] == mobile]

    def token_for(self, mobile: str) -> str:
        """The token of the newest invitation to a number; waits for it."""

        def found() -> list[str]:
            return re.findall(r"/invitation#(\S+)", "\n".join(each["body"] for each in self.to(mobile)))

        token: str = eventually(found)[-1]
        return token


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def eventually(condition: Any, within: float = 30.0) -> Any:
    """Wait until `condition()` is true; gives its value.

    A part that is too busy to answer, or has not heard yet of what another has made, is asked again. Two
    thirds of the time are for what is waited for: asking takes a processor too.
    """
    give_up = time.monotonic() + within
    while True:
        began = time.monotonic()
        try:
            value = condition()
        except (NotFound, ServiceUnavailable, Unauthenticated):
            value = None
        if value or time.monotonic() > give_up:
            assert value, "it did not come about"
            return value
        eventlet.sleep(max(0.02, 2 * (time.monotonic() - began)))


def a_team(owner: Person, *people: Person) -> str:
    """A team of these people; gives its id."""
    with owner.acting():
        team = access.create_team(
            owner.rpc, name=unique("Payroll"), member_ids=[person.user_id for person in people]
        )
        caught_up(owner, team)
    return str(team["id"])


def caught_up(person: Person, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Wait until accounts has taken in what follows from a change."""
    eventually(lambda: accounts.catch_up(person.rpc, answer["message_ids"])["caught_up"])
    return answer


def known_to_all(person: Person, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Wait until connections too has taken in what follows from a change of who sees a client."""
    eventually(lambda: connections.catch_up(person.rpc, answer["message_ids"])["caught_up"])
    return caught_up(person, answer)


def gives(owner: Person, client_id: str, **access_object: Any) -> None:
    """Let the owner say who may see a client."""
    with owner.acting():
        known_to_all(owner, access.put_client_access(owner.rpc, client_id=client_id, **access_object))


def a_client_user(owner: Person, mailbox: Mailbox, client_id: str, role: str = "business_admin") -> Person:
    """A user of a client who was invited and has accepted, signed in; the first one owns it."""
    address = f"{unique('jo')}@acme.example"
    with owner.acting():
        access.add_client_user(owner.rpc, client_id=client_id, name="Jo Bloggs", email=address, role=role)
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    return sign_in(owner.rpc, address)
