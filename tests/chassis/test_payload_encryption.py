"""Private parts of commands: what travels tells nothing, and opens nowhere else (docs/adr/0014)."""

import orjson
import pytest

from chassis.messaging import payload_encryption
from chassis.process.settings import Settings, SettingsError
from chassis.security.vault import CannotOpen, Vault, generate_key
from contracts import subscriptions
from contracts.errors import InvalidInput
from contracts.invitations.events import INVITATION_SENT, INVITE_TO_CLIENT, ContactData
from contracts.messages import Message
from contracts.shapes import schema_of

PERSON = {"name": "Jo Bloggs the Elder", "email": "jo@acme.example", "mobile": "+447700900123"}
KEY = generate_key()


def told(service: str, *keys: str) -> Settings:
    return Settings(
        service=service, broker_url="memory://", database_url="", identity_keys=(), message_keys=keys
    )


def test_what_is_sealed_is_opened_again_and_cannot_be_read_meanwhile() -> None:
    vault = Vault([KEY])
    travelling = payload_encryption.encrypted(
        vault, INVITE_TO_CLIENT, "one", {**PERSON, "client_name": "Acme"}
    )
    assert not any(part in str(travelling) for part in PERSON.values())
    data = {"client_name": "Acme", **travelling}
    assert payload_encryption.decrypted(vault, INVITE_TO_CLIENT, "one", data) == {
        "client_name": "Acme",
        **PERSON,
    }


def test_a_new_key_opens_what_the_old_one_sealed_and_others_do_not() -> None:
    travelling = payload_encryption.encrypted(Vault([KEY]), INVITE_TO_CLIENT, "one", PERSON)
    assert (
        payload_encryption.decrypted(Vault([generate_key(), KEY]), INVITE_TO_CLIENT, "one", travelling)
        == PERSON
    )
    with pytest.raises(CannotOpen):
        payload_encryption.decrypted(Vault([generate_key()]), INVITE_TO_CLIENT, "one", travelling)


def test_put_into_another_message_it_does_not_open() -> None:
    vault = Vault([KEY])
    travelling = payload_encryption.encrypted(vault, INVITE_TO_CLIENT, "one", PERSON)
    with pytest.raises(CannotOpen):
        payload_encryption.decrypted(vault, INVITE_TO_CLIENT, "another", travelling)


def test_what_was_sealed_is_checked_like_all_else() -> None:
    vault = Vault([KEY])
    nobody = orjson.dumps({**PERSON, "email": "nowhere"}).decode()
    with pytest.raises(InvalidInput):
        payload_encryption.decrypted(
            vault, INVITE_TO_CLIENT, "one", {"sealed": vault.seal(nobody, "message one")}
        )


def test_messages_without_a_private_part_stay_as_they_are() -> None:
    assert payload_encryption.encrypted(None, INVITATION_SENT, "one", {"state": "sent"}) == {}
    assert payload_encryption.decrypted(None, INVITATION_SENT, "one", {"state": "sent"}) == {"state": "sent"}


def test_a_service_that_needs_the_shared_keys_does_not_start_without() -> None:
    assert subscriptions.sharing_private_parts() == ("access", "accounts", "invitations")
    for service in subscriptions.sharing_private_parts():
        with pytest.raises(SettingsError, match="CLIENTELE_MESSAGE_KEYS"):
            payload_encryption.vault_of(told(service))
        with pytest.raises(SettingsError, match="32 bytes"):
            payload_encryption.vault_of(told(service, "AAAA"))
        assert payload_encryption.vault_of(told(service, KEY)) is not None
    assert payload_encryption.vault_of(told("connections")) is None


def test_whoever_is_told_an_address_is_told_it_sealed() -> None:
    """By the schemas of what is ordered today; the orders of release 0.2.0 are only still obeyed."""
    before = {"InviteClientUser", "InviteColleague", "SendPasswordReset"}
    messages: tuple[Message, ...] = (*subscriptions.EVENTS, *subscriptions.COMMANDS)
    for message in messages:
        clear = {"email", "mobile"} & set(message.schema().fields)
        assert not clear or message.type in before, message.type
    assert {"email", "mobile"} <= set(schema_of(ContactData, "request")().fields)
