"""Private parts of commands: what travels tells nothing, and opens nowhere else (docs/adr/0014)."""

from datetime import UTC, datetime

import orjson
import pytest

from chassis.messaging import payload_encryption
from chassis.process.settings import Settings, SettingsError
from chassis.security.vault import CannotOpen, Vault, generate_key
from contracts import fields, subscriptions
from contracts.accounts.events import DOCUMENT_RECEIPT_DUE, DocumentReceiptDueData
from contracts.errors import InvalidInput
from contracts.invitations.events import (
    INVITATION_SENT,
    INVITE_TO_CLIENT,
    INVITE_TO_PRACTICE,
    ContactData,
    InviteClientUserData,
    InviteColleagueData,
    InviteToClientData,
)
from contracts.messages import Message
from contracts.shapes import as_given, schema_of

PERSON = {"name": "Jo Bloggs the Elder", "email": "jo@acme.example", "mobile": "+447700900123"}
ORDER = InviteClientUserData(
    name=PERSON["name"],
    email=PERSON["email"],
    mobile=PERSON["mobile"],
    invitation_id="inv_1",
    client_id="client_1",
    client_name="Acme",
    practice_id="prac_1",
    practice_name="Smith & Co",
    invited_by="user_1",
    invited_by_name="Ann",
)
KEY = generate_key()


def travelling(sealed: str) -> InviteToClientData:
    """The order as it travels."""
    rest = {name: value for name, value in as_given(ORDER).items() if name not in PERSON}
    return InviteToClientData(**rest, sealed=sealed)


def sealed(vault: Vault, order: InviteClientUserData = ORDER) -> str:
    return payload_encryption.encrypted(vault, INVITE_TO_CLIENT, "one", order)["sealed"]


def settings(service: str, *keys: str) -> Settings:
    return Settings(
        service=service, broker_url="memory://", database_url="", identity_keys=(), message_keys=keys
    )


def test_what_is_sealed_is_opened_again_and_cannot_be_read_meanwhile() -> None:
    vault = Vault([KEY])
    kept = sealed(vault)
    assert not any(part in kept for part in PERSON.values())
    assert payload_encryption.decrypted(vault, INVITE_TO_CLIENT, "one", travelling(kept)) == ORDER


def test_a_new_key_opens_what_the_old_one_sealed_and_others_do_not() -> None:
    kept = travelling(sealed(Vault([KEY])))
    opened = payload_encryption.decrypted(Vault([generate_key(), KEY]), INVITE_TO_CLIENT, "one", kept)
    assert opened == ORDER
    with pytest.raises(CannotOpen):
        payload_encryption.decrypted(Vault([generate_key()]), INVITE_TO_CLIENT, "one", kept)


def test_put_into_another_message_it_does_not_open() -> None:
    vault = Vault([KEY])
    kept = travelling(sealed(vault))
    with pytest.raises(CannotOpen):
        payload_encryption.decrypted(vault, INVITE_TO_CLIENT, "another", kept)


def test_what_was_sealed_is_checked_like_all_else() -> None:
    vault = Vault([KEY])
    nobody = orjson.dumps({**PERSON, "email": "nowhere"}).decode()
    with pytest.raises(InvalidInput):
        payload_encryption.decrypted(
            vault, INVITE_TO_CLIENT, "one", travelling(vault.seal(nobody, "message one"))
        )


def test_who_is_reached_by_mail_alone_has_no_number() -> None:
    """The part is whole all the same: the release before reads each of its fields."""
    vault = Vault([KEY])
    order = InviteColleagueData(
        invitation_id="inv_1",
        practice_id="prac_1",
        practice_name="Smith & Co",
        user_id="user_2",
        invited_by="user_1",
        invited_by_name="Ann",
        name="Bob",
        email="bob@smith.example",
    )
    part = payload_encryption.encrypted(vault, INVITE_TO_PRACTICE, "one", order)["sealed"]
    assert orjson.loads(vault.open(part, "message one")) == {
        "name": "Bob",
        "email": "bob@smith.example",
        "mobile": None,
    }


def test_an_event_may_have_a_private_part_too() -> None:
    """docs/adr/0065"""
    event = DocumentReceiptDueData(
        client_id="client_1",
        practice_id="prac_1",
        practice_name="Smith & Co",
        message_id="doc_1",
        documents=2,
        at=datetime(2026, 11, 30, tzinfo=UTC),
        email="bob@smith.example",
        thread=["<one@smith.example>"],
    )
    vault = Vault([KEY])
    public = fields.dump(DOCUMENT_RECEIPT_DUE.schema, event)
    travels = public | payload_encryption.encrypted(vault, DOCUMENT_RECEIPT_DUE, "one", event)
    assert not any("smith.example" in str(value) for value in travels.values())
    kept = {**event, "sealed": travels["sealed"]}
    assert payload_encryption.decrypted(vault, DOCUMENT_RECEIPT_DUE, "one", kept) == event
    with pytest.raises(CannotOpen):
        payload_encryption.decrypted(vault, DOCUMENT_RECEIPT_DUE, "another", kept)


def test_messages_without_a_private_part_stay_as_they_are() -> None:
    assert payload_encryption.encrypted(None, INVITATION_SENT, "one", {"state": "sent"}) == {}
    assert payload_encryption.decrypted(None, INVITATION_SENT, "one", {"state": "sent"}) == {"state": "sent"}


def test_a_service_that_needs_the_shared_keys_does_not_start_without() -> None:
    assert subscriptions.sharing_private_parts() == ("access", "accounts", "invitations")
    for service in subscriptions.sharing_private_parts():
        with pytest.raises(SettingsError, match="CLIENTELE_MESSAGE_KEYS"):
            payload_encryption.vault_of(settings(service))
        with pytest.raises(SettingsError, match="32 bytes"):
            payload_encryption.vault_of(settings(service, "AAAA"))
        assert payload_encryption.vault_of(settings(service, KEY)) is not None
    assert payload_encryption.vault_of(settings("connections")) is None


def test_whoever_is_told_an_address_is_told_it_sealed() -> None:
    """By the schemas of what is ordered today; the orders of release 0.2.0 are only still obeyed."""
    before = {"InviteClientUser", "InviteColleague", "SendPasswordReset"}
    messages: tuple[Message, ...] = (*subscriptions.EVENTS, *subscriptions.COMMANDS)
    for message in messages:
        clear = {"email", "mobile"} & set(message.schema().fields)
        assert not clear or message.type in before, message.type
    assert {"email", "mobile"} <= set(schema_of(ContactData, "request")().fields)
