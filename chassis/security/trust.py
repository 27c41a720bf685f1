"""What a part believes of what comes over the broker, and what it lets others read of what it sends.

Events and commands are signed by who sends them, secrets of a call are sealed for who is called, and
passports name who may be shown them (docs/adr/0023). Where everything runs in one process nothing of it
leaves the process, and none of it is done. While parts of the previous release are at work, who cannot do
it yet is believed until a day that somebody has set.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import orjson

from chassis.security.service_keys import ServiceKeys
from contracts.envelope import Envelope
from contracts.errors import InvalidInput
from contracts.messages import Call, Event, Message
from contracts.subscriptions import SENDERS

#: The header of a message that says who signed it: `service.signature`.
SIGNATURE = "clientele-signature"
#: The argument that holds a call's secrets.
SEALED = "clientele_sealed"


class Forged(Exception):
    """A message that was not sent by who may send it."""


class Trust:
    """`keys` is None where nothing leaves the process; `previous_until` is the end of the transition."""

    def __init__(self, keys: ServiceKeys | None, previous_until: datetime.date | None = None) -> None:
        self._keys = keys
        self._previous_until = previous_until

    @property
    def strict(self) -> bool:
        """Whether nobody is believed who has not signed."""
        return self._keys is not None and not self._in_transition()

    def _in_transition(self) -> bool:
        until = self._previous_until
        return until is not None and datetime.datetime.now(datetime.UTC).date() <= until

    # --- events and commands

    def sign(self, service: str, exchange: str, headers: Mapping[str, Any], body: bytes) -> dict[str, str]:
        """The header that says that a message is this service's; none where nothing leaves the process."""
        if self._keys is None:
            return {}
        signed = signed_part(exchange, Envelope.of(headers), body)
        return {SIGNATURE: f"{service}.{self._keys.sign(signed)}"}

    def check(self, message: Message, envelope: Envelope, signature: Any, body: bytes) -> None:
        """Raises `Forged` unless who may send the message has signed it as it came."""
        if self._keys is None or (signature is None and self._in_transition()):
            return
        senders = (message.source,) if isinstance(message, Event) else SENDERS[message.type]
        sender, _, signed = signature.partition(".") if isinstance(signature, str) else ("", "", "")
        if sender not in senders or envelope.source != f"/clientele/{sender}":
            raise Forged(f"not signed by {' or '.join(senders)}")
        if envelope.type != message.type:
            raise Forged(f"signed as {envelope.type[:100]}")
        data = signed_part(message.exchange, envelope, body)
        if not self._keys.is_signed_by(sender, data, signed):
            raise Forged(f"the signature is not one of {sender}")

    # --- secrets of calls

    def seal(self, call: Call, arguments: Mapping[str, Any], deadline: str) -> Mapping[str, Any]:
        """The arguments as they travel: their secrets sealed for who is called, for this call only."""
        if self._keys is None or not call.secrets or self._in_transition():
            return arguments
        secrets = {name: value for name, value in arguments.items() if name in call.secrets}
        sealed = self._keys.seal(call.service, orjson.dumps(secrets), _place(call, deadline))
        return {**{n: v for n, v in arguments.items() if n not in secrets}, SEALED: sealed}

    def open(self, call: Call, arguments: dict[str, Any], deadline: float | None) -> dict[str, Any]:
        """The arguments as they were given. Raises `CannotOpen`, and `InvalidInput` for open secrets."""
        sealed = arguments.pop(SEALED, None)
        if self._keys is not None and isinstance(sealed, str):
            return {**arguments, **orjson.loads(self._keys.open(sealed, _place(call, repr(deadline))))}
        if self.strict:
            for name in call.secrets:
                if arguments.get(name) is not None:
                    message = "Send it sealed for the service that is called."
                    raise InvalidInput.at(f"/{name}", "not_sealed", message)
        return arguments


def signed_part(exchange: str, envelope: Envelope, body: bytes) -> bytes:
    """What a signature is of: where a message goes, what it says of itself, and its data."""
    said = [exchange, envelope.type, envelope.id, envelope.source, envelope.subject, envelope.time]
    return orjson.dumps(said) + b"\n" + body


def _place(call: Call, deadline: str) -> bytes:
    return f"{call.service}.{call.method} {deadline}".encode()
