"""Our messaging as it would be without `chassis.messaging.frame_buffer`: amqp writes and reads each frame."""

from __future__ import annotations

import os
from typing import Any

from chassis.messaging import broker


class PlainFrames:
    """Stands where a `FrameBuffer` would, and leaves the transport as it is."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    def wait_for_room(self, timeout: float) -> bool:
        return True


def use_if_wanted() -> None:
    """Where `BENCH_PLAIN_FRAMES` is set."""
    if os.environ.get("BENCH_PLAIN_FRAMES"):
        setattr(broker, "FrameBuffer", PlainFrames)  # noqa: B010  it is no part of what the module shows
