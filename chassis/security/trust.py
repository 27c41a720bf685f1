"""What a part believes of what comes over the broker, and what it lets others read of what it sends.

Events and commands are signed by who sends them, a batch by one signature (docs/adr/0040); secrets of a call
are sealed for who is called, and passports name who may be shown them (docs/adr/0023). Where everything runs
in one process nothing of it leaves the process, and none of it is done. While parts of the previous release
are at work, who cannot do it yet is believed until a day that somebody has set.
"""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from chassis.security import merkle
from chassis.security.service_keys import ServiceKeys, decode, encode
from contracts.envelope import Envelope
from contracts.errors import InvalidInput
from contracts.messages import Call, Event, Message
from contracts.subscriptions import SENDERS

#: The header of a message that says who signed it: `service.signature`, and `.path` to it in a batch.
SIGNATURE = "clientele-signature"
#: The argument that holds a call's secrets.
SEALED = "clientele_sealed"
#: Steps of the longest path: more than the largest batch takes.
_MOST_STEPS = 16
#: Signatures that were found right and are remembered, for the other messages of their batches.
_REMEMBERED = 256


class Forged(Exception):
    """A message that was not sent by who may send it."""


class Trust:
    """`keys` is None where nothing leaves the process; `previous_until` is the end of the transition."""

    def __init__(self, keys: ServiceKeys | None, previous_until: datetime.date | None = None) -> None:
        self._keys = keys
        self._previous_until = previous_until
        self._found_right: OrderedDict[tuple[str, str, bytes], None] = OrderedDict()

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
        return self.sign_all(service, [(exchange, headers, body)])[0]

    def sign_all(
        self, service: str, messages: Sequence[tuple[str, Mapping[str, Any], bytes]]
    ) -> list[dict[str, str]]:
        """For each message the header that says so, by one signature of all of them."""
        if self._keys is None or not messages:
            return [{} for _ in messages]
        parts = [signed_part(exchange, Envelope.of(headers), body) for exchange, headers, body in messages]
        root, paths = merkle.tree(parts)
        signature = self._keys.sign(_of_batch(root))
        return [
            {SIGNATURE: f"{service}.{signature}" + (f".{encode(path)}" if path else "")} for path in paths
        ]

    def check(self, message: Message, envelope: Envelope, signature: Any, body: bytes) -> None:
        """Raises `Forged` unless who may send the message has signed it as it came."""
        if self._keys is None or (signature is None and self._in_transition()):
            return
        senders = (message.source,) if isinstance(message, Event) else SENDERS[message.type]
        sender, signed, path = _parts(signature)
        if sender not in senders or envelope.source != f"/clientele/{sender}":
            raise Forged(f"not signed by {' or '.join(senders)}")
        if envelope.type != message.type:
            raise Forged(f"signed as {envelope.type[:100]}")
        data = signed_part(message.exchange, envelope, body)
        if not self._is_signed_by(self._keys, sender, data, signed, path):
            raise Forged(f"the signature is not one of {sender}")

    def _is_signed_by(self, keys: ServiceKeys, sender: str, data: bytes, signature: str, path: str) -> bool:
        if len(path) > _MOST_STEPS * merkle.STEP * 4 // 3:
            return False
        try:
            root = merkle.root(data, decode(path))
        except ValueError:
            return False
        known = (sender, signature, root)
        if known not in self._found_right:
            if not keys.is_signed_by(sender, _of_batch(root), signature):
                return False
            self._found_right[known] = None
            if len(self._found_right) > _REMEMBERED:
                self._found_right.popitem(last=False)
        return True

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


def _parts(header: Any) -> tuple[str, str, str]:
    """Who signed, the signature, and the path to it."""
    sender, _, rest = header.partition(".") if isinstance(header, str) else ("", "", "")
    signature, _, path = rest.partition(".")
    return sender, signature, path


def _of_batch(root: bytes) -> bytes:
    """What a signature is of: the root of what `signed_part` gives for each message of a batch."""
    return b"clientele messages\0" + root


def signed_part(exchange: str, envelope: Envelope, body: bytes) -> bytes:
    """What is signed of a message: where it goes, what it says of itself, and its data."""
    said = [exchange, envelope.type, envelope.id, envelope.source, envelope.subject, envelope.time]
    return orjson.dumps(said) + b"\n" + body


def _place(call: Call, deadline: str) -> bytes:
    return f"{call.service}.{call.method} {deadline}".encode()
