"""The private part of a message, such as an address: sealed when it is sent, opened when it is taken in.

What lies in between (outbox, broker, dead letters, their backups) holds nothing of it. It is sealed to the
message's id: put into another message it does not open. See docs/adr/0014.
"""

from __future__ import annotations

from typing import Any

import orjson

from chassis.process.settings import Settings, SettingsError
from chassis.security.vault import Vault
from contracts import fields, subscriptions
from contracts.messages import Message
from contracts.shapes import as_given, names_of

#: The field of a message's data that holds it.
SEALED = "sealed"


def vault_of(settings: Settings) -> Vault | None:
    """What seals and opens for this service, with the keys it shares. Raises `SettingsError`."""
    if not settings.message_keys:
        if settings.service in subscriptions.sharing_private_parts():
            raise SettingsError("CLIENTELE_MESSAGE_KEYS: set it, to the same keys as the other services")
        return None
    try:
        return Vault(list(settings.message_keys))
    except ValueError:
        raise SettingsError("CLIENTELE_MESSAGE_KEYS: not base64url keys of 32 bytes") from None


def encrypted(vault: Vault | None, message: Message, identity: str, data: object) -> dict[str, str]:
    """What is added to a message's data: its private part sealed, where it has one."""
    if message.private_schema is None:
        return {}
    schema, given = fields.instance(message.private_schema), as_given(data)
    part = schema.dump({name: given.get(name) for name in schema.fields})
    return {SEALED: _known(vault).seal(orjson.dumps(part).decode(), _place(identity))}


def decrypted(vault: Vault | None, message: Message, identity: str, data: Any) -> Any:
    """The data as it was sent, from what travelled. Raises `CannotOpen`, `InvalidInput`."""
    if message.private_schema is None:
        return data
    travelled = as_given(data)
    part = orjson.loads(_known(vault).open(travelled[SEALED], _place(identity)))
    given = {**travelled, **as_given(fields.load(message.private_schema, part))}
    return message.data(**{name: given[name] for name in names_of(message.data)})


def _known(vault: Vault | None) -> Vault:
    if vault is None:
        raise SettingsError("CLIENTELE_MESSAGE_KEYS: this service has none")
    return vault


def _place(identity: str) -> str:
    return f"message {identity}"
