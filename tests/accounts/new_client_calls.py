"""What people who are new do at a practice's link, for tests."""

from __future__ import annotations

import re
from typing import Any

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.accounts import RequestAsBusiness
from contracts.shapes import given
from tests.builders import Mailbox, Person, eventually, text_of, unique


def a_handle() -> str:
    return unique("birch")


def switched_on(person: Person) -> str:
    """Switches the practice's link on; gives its ending."""
    handle = a_handle()
    with person.acting():
        accounts.change_practice_link(person.rpc, handle=handle, enabled=True)
    return handle


def an_address() -> str:
    return f"{unique('jo')}@acme.example"


def link_token(mailbox: Mailbox, address: str) -> str:
    """The code of the newest link to go on with a request."""
    message = eventually(lambda: [m for m in mailbox.to(address) if "Continue" in str(m["Subject"])])[-1]
    found = re.search(r"/new-client#(\S+)", text_of(message))
    assert found is not None
    return found[1]


def shown_token(rpc: RpcClient, mailbox: Mailbox, handle: str, address: str, network: str = "") -> str:
    """Asks for a link and reads the mail."""
    accounts.begin_request(rpc, handle=handle, email=address, address=network or unique("net"))
    return link_token(mailbox, address)


def a_business(token: str, **changes: Any) -> RequestAsBusiness:
    """What a business says of itself, as somebody typed it in."""
    said = {"token": token, "type": "business", "name": "Acme Ltd", "contact_name": "Jo Bloggs"}
    return given(RequestAsBusiness, {**said, "software": "xero", **changes})


def a_person(token: str, **changes: Any) -> RequestAsBusiness:
    """What somebody self-employed says of themself."""
    sources = [{"name": "Pottery", "type": "self_employment"}]
    said = {"token": token, "type": "self_employed", "name": "Sam Stone", "income_sources": sources}
    return given(RequestAsBusiness, {**said, "software": "none", **changes})


def asks(rpc: RpcClient, mailbox: Mailbox, owner: Person, **said: Any) -> tuple[str, str]:
    """Somebody new asks the practice for their business; gives the request and the address."""
    address = an_address()
    token = shown_token(rpc, mailbox, switched_on(owner), address)
    accounts.request_as_new_client(rpc, a_business(token, **said))
    with owner.acting():
        (made,) = accounts.list_practice_requests(rpc, state="pending", limit=1)["items"]
    return made["id"], address


def accepts(person: Person, request_id: str, **more: Any) -> accounts.Client:
    with person.acting():
        return accounts.accept_practice_request(person.rpc, request_id, {"everyone": True}, **more)


def declines(person: Person, request_id: str, reason: str | None = None) -> accounts.PracticeRequest:
    with person.acting():
        return accounts.decline_practice_request(person.rpc, request_id, reason)
