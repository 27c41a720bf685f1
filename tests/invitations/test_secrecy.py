"""No token, password, full address or number leaves its place: a canary looks everywhere (product.md 9.2)."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from ulid import ULID

from chassis.database.unit_of_work import new_id
from chassis.dead_letters import dead_letters, replay
from chassis.entrypoints import Handles
from chassis.messaging.broker import PERSISTENT, Outgoing, connect
from chassis.messaging.confirmed_publisher import ConfirmedPublisher
from chassis.security.vault import Vault, generate_key
from chassis.topology import dead_queue
from contracts import access, accounts, invitations
from contracts.invitations.events import INVITE_CLIENT_USER, InviteClientUserData
from deploy.allinone.product import BROKER_URL, Product
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    Phone,
    a_client,
    a_mobile,
    entered,
    eventually,
    sign_in,
    unique,
)
from tests.canaries import columns_with

#: Where a person's contact data live: their invitation and their user.
PLACES = {
    ("invitations", "invitations", "email"),
    ("invitations", "invitations", "mobile"),
    ("access", "users", "email"),
    ("access", "users", "email_key"),
}


def buried(product: Product) -> list[tuple[str, str, str]]:
    """Each dead letter as the broker held it: its type, its headers and properties, its body. They go."""
    found = []
    for service in product.hosted:
        with connect(BROKER_URL, "tests") as connection:
            channel = connection.channel()
            while (letter := channel.basic_get(dead_queue(service), no_ack=False)) is not None:
                message = letter if hasattr(letter, "headers") else channel.message_to_python(letter)
                about = f"{message.headers} {message.properties} {message.delivery_info}"
                message.ack()
                found.append((str(message.headers.get("cloudEvents:type")), about, str(message.body)))
    return found


def types_of_dead_letters(product: Product) -> set[str]:
    return {letter["type"] for service in product.hosted for letter in dead_letters(BROKER_URL, service)}


class Gravedigger:
    """Sends what was sent before once more, so that it cannot be taken in."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._publisher = ConfirmedPublisher(BROKER_URL, "tests")
        self._publisher.start()
        assert self._publisher.wait_ready(5)

    def buries(self, service: str, about: str) -> set[str]:
        """Each message of the service about this, with a field that is not known, or under another id."""
        rows = text("SELECT exchange, type, body, headers FROM outbox WHERE body LIKE :about")
        with self._product.hosted[service].database.read(everywhere=True) as connection:
            sent = connection.execute(rows, {"about": f"%{about}%"}).all()
        for row in sent:
            unknown = {**json.loads(row.body), "colour": "green", "version": "none"}
            self._send(row, json.dumps(unknown), row.headers)
            self._send(row, row.body, {**row.headers, "cloudEvents:id": str(ULID())})
        return {row.type for row in sent}

    def _send(self, row: Any, body: str, headers: dict[str, str]) -> None:
        identity = headers["cloudEvents:id"]
        properties = {"message_id": identity, "delivery_mode": PERSISTENT}
        self._publisher.publish(
            [(identity, Outgoing(row.exchange, row.type, body.encode(), headers, properties))]
        )

    def stop(self) -> None:
        self._publisher.stop()


@pytest.fixture
def gravedigger(product: Product) -> Iterator[Gravedigger]:
    digging = Gravedigger(product)
    yield digging
    digging.stop()


COMMANDS = {"InviteToClient", "InviteToPractice", "SendResetLink"}


def test_canaries_are_found_nowhere_they_do_not_belong(
    owner: Person,
    mailbox: Mailbox,
    phone: Phone,
    product: Product,
    gravedigger: Gravedigger,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    mobile, address = a_mobile(), f"{unique('canary')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo", "email": address, "mobile": mobile})
    used, voided = mailbox.token_for(address), phone.token_for(mobile)
    with owner.acting():
        invitations.resend_invitation(owner.rpc, invitation_id=client["invitation"]["id"])
    eventually(lambda: len(mailbox.to(address)) == 2 and len(phone.to(mobile)) == 2)
    tokens = [used, voided, mailbox.token_for(address), phone.token_for(mobile)]
    invitations.redeem_invitation(owner.rpc, token=tokens[2], password=PASSWORD)
    colleague = f"{unique('canary')}@smith.example"
    with owner.acting():
        invited = access.invite_colleague(owner.rpc, name="Bob", email=colleague, role="standard")
    tokens.append(mailbox.token_for(colleague))
    access.request_password_reset(owner.rpc, email=address)
    tokens.append(mailbox.reset_token_for(address, after=2))
    sent = "SELECT count(*) FROM outbox WHERE sent_at IS NULL"

    def published() -> bool:
        with product.hosted["invitations"].database.read(everywhere=True) as connection:
            return connection.execute(text(sent)).scalar() == 0

    eventually(published)
    types = gravedigger.buries("accounts", client["id"]) | gravedigger.buries("access", invited["id"])
    types |= gravedigger.buries("access", '"reset_id"') | gravedigger.buries("invitations", client["id"])
    assert types >= {*COMMANDS, "InvitationSent", "InvitationAccepted"}
    eventually(lambda: types_of_dead_letters(product) >= {*COMMANDS, "InvitationSent"})

    held = buried(product)
    assert {kind for kind, _, _ in held} >= {*COMMANDS, "InvitationSent"}
    letters = json.dumps(held)
    letters += json.dumps([dead_letters(BROKER_URL, service) for service in product.hosted])
    for canary in (*tokens, address, colleague, mobile, PASSWORD):
        assert canary not in letters
        assert canary not in caplog.text
    assert columns_with(product, *tokens, PASSWORD) == set()
    assert columns_with(product, address, colleague, mobile) == PLACES


def test_what_was_buried_for_want_of_a_key_is_replayed_once_there_is_one(
    owner: Person, mailbox: Mailbox, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is dropped (design.md, Messages), and what is sealed is still all there."""
    address = f"{unique('jo')}@acme.example"
    handlers = [e for e in product.hosted["invitations"].container.entrypoints if isinstance(e, Handles)]
    with monkeypatch.context() as patching:
        for handler in handlers:
            patching.setattr(handler, "sealer", Vault([generate_key()]))
        with owner.acting() as here:
            owner_of = here.correlation_id
            accounts.create_client(
                owner.rpc, entered(a_client(invitation={"name": "Jo", "email": address, "mobile": None}))
            )
        ordered = text(
            "SELECT id FROM outbox WHERE type = 'InviteToClient'"
            " AND headers ->> 'cloudEvents:correlationid' = :id"
        )
        with product.hosted["accounts"].database.read(everywhere=True) as connection:
            identity = connection.execute(ordered, {"id": owner_of}).scalar_one()

        def letter() -> list[dict[str, Any]]:
            return [e for e in dead_letters(BROKER_URL, "invitations") if e["message_id"] == identity]

        eventually(letter)
        assert letter()[0]["detail"] == "the sealed part of InviteToClient opens with no key known here"
    assert replay(BROKER_URL, "invitations", {identity}) == 1
    assert mailbox.token_for(address)


def test_orders_of_the_release_before_are_obeyed(owner: Person, mailbox: Mailbox, product: Product) -> None:
    """They may wait in a queue while services are replaced one by one (product.md 9.2)."""
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client()
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        uow.send(
            INVITE_CLIENT_USER,
            InviteClientUserData(
                invitation_id=new_id("inv"),
                client_id=client["id"],
                client_name=client["name"],
                practice_id=owner.account_id,
                practice_name="Smith & Co",
                invited_by=owner.user_id,
                invited_by_name="Ann Smith",
                name="Jo",
                email=address,
                mobile=None,
            ),
        )
    invitations.redeem_invitation(owner.rpc, token=mailbox.token_for(address), password=PASSWORD)
    assert sign_in(owner.rpc, address).account_id == client["id"]
