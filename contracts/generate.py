"""Writes what is generated from the schemas: a JSON Schema for each message, and an AsyncAPI document.

python -m contracts.generate            write them
python -m contracts.generate --check    fail where a committed one is stale
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter

from contracts import subscriptions
from contracts.envelope import PREFIX, SPEC_VERSION
from contracts.messages import Event, Message

FOLDER = Path(__file__).with_name("generated")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def documents() -> dict[str, Any]:
    """Every generated document by its path below `contracts/generated`."""
    found: dict[str, Any] = {}
    for message in _all():
        found[f"{_folder(message)}/{_owner(message)}.{message.type}.json"] = schema_of(message)
    found["asyncapi.json"] = _asyncapi()
    return found


def schema_of(message: Message) -> dict[str, Any]:
    """The JSON Schema of a message's data, complete in itself."""
    # Without a name a nested schema is written where it is used.
    spec = APISpec(message.type, "1", "3.1.0", plugins=[MarshmallowPlugin()])
    converter = OpenAPIConverter("3.1.0", schema_name_resolver=lambda _schema: None, spec=spec)
    schema: dict[str, Any] = converter.schema2jsonschema(message.schema())  # type: ignore[no-untyped-call]
    # Readers pass over an event's fields that they do not know, which a later release may add. A command with
    # such a field is not obeyed by halves.
    schema["additionalProperties"] = isinstance(message, Event)
    return {
        "$schema": _DIALECT,
        "title": message.type,
        "description": _text(message.schema.__doc__),
        **schema,
    }


def _all() -> list[Message]:
    return [*subscriptions.EVENTS, *subscriptions.COMMANDS]


def _asyncapi() -> dict[str, Any]:
    channels, operations = {}, {}
    for message in _all():
        name = f"{_owner(message)}.{message.type}"
        channels[name] = {
            "address": message.type,
            "messages": {message.type: {"$ref": f"#/components/messages/{name}"}},
            "bindings": {
                "amqp": {
                    "is": "routingKey",
                    "exchange": {
                        "name": message.exchange,
                        "type": "topic",
                        "durable": True,
                        "autoDelete": False,
                    },
                }
            },
        }
        senders = [message.source] if isinstance(message, Event) else sorted(_senders(message))
        for sender in senders:
            operations[f"{sender}.sends.{name}"] = _operation("send", name, message, sender)
    for subscription in subscriptions.SUBSCRIPTIONS:
        name = f"{_owner(subscription.message)}.{subscription.message.type}"
        operation = _operation("receive", name, subscription.message, subscription.service)
        operation["bindings"] = {"amqp": {"ack": True}}
        operation["x-queue"] = subscription.queue
        if subscription.retired:
            operation["x-retired"] = True
        operations[f"{subscription.service}.receives.{name}"] = operation
    for ordered in subscriptions.ORDERED:
        for event in ordered.events:
            name = f"{_owner(event)}.{event.type}"
            operation = _operation("receive", name, event, ordered.service)
            operation["bindings"] = {"amqp": {"ack": True}}
            operation["x-queue"] = ordered.queue
            operations[f"{ordered.queue}.receives.{name}"] = operation
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Clientele's messages",
            "version": "1",
            "description": (
                "Events are facts for whoever subscribes: bind a queue to the exchange with the event's "
                "type as routing key. Bodies are plain JSON; CloudEvents 1.0 attributes travel as headers. "
                "Each event arrives at least once: take it in once by its id."
            ),
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": {f"{_owner(m)}.{m.type}": _message(m) for m in _all()}},
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "name": message.type,
        "title": message.type,
        "summary": _text(message.schema.__doc__),
        "contentType": "application/json",
        "headers": _headers(message),
        "payload": {
            "schemaFormat": f"application/schema+json;version={_DIALECT}",
            "schema": schema_of(message),
        },
    }


def _headers(message: Message) -> dict[str, Any]:
    fixed = {"specversion": {"const": SPEC_VERSION}, "type": {"const": message.type}}
    text = {name: {"type": "string"} for name in ("id", "source", "subject", "time", "correlationid")}
    properties = {f"{PREFIX}{name}": value for name, value in {**fixed, **text}.items()}
    return {"type": "object", "required": sorted(properties), "properties": properties}


def _operation(action: str, name: str, message: Message, service: str) -> dict[str, Any]:
    return {
        "action": action,
        "summary": f"{service} {action}s {message.type}",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{message.type}"}],
    }


def _senders(message: Message) -> set[str]:
    return set(subscriptions.SENDERS[message.type])


def _owner(message: Message) -> str:
    return message.source if isinstance(message, Event) else message.target


def _folder(message: Message) -> str:
    return "events" if isinstance(message, Event) else "commands"


def _text(docstring: str | None) -> str:
    return " ".join((docstring or "").split())


def write(document: Any) -> str:
    """A document as it is committed."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def stale() -> list[str]:
    """The paths of committed documents that are missing, different or left over."""
    wanted = {path: write(document) for path, document in documents().items()}
    there = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.json")}
    different = {p for p, text in wanted.items() if p in there and (FOLDER / p).read_text() != text}
    return sorted((set(wanted) ^ there) | different)


def main(arguments: list[str]) -> int:
    """Write or check; gives the exit code."""
    if arguments == ["--check"]:
        for path in stale():
            print(f"stale: contracts/generated/{path} (run: make contracts)")
        return 1 if stale() else 0
    for path in stale():
        (FOLDER / path).unlink(missing_ok=True)
    for path, document in documents().items():
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_text(write(document))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
