"""What the connections context tells. Nothing yet: no vendor can be connected so far."""

from __future__ import annotations

from contracts.messages import Command, Event

EVENTS: tuple[Event, ...] = ()
COMMANDS: tuple[Command, ...] = ()
