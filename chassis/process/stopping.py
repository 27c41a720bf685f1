"""Stopping: what SIGTERM and SIGINT ask for."""

from __future__ import annotations

import signal
from typing import Any

import eventlet

from chassis.process.waiting import Signal


def stop_signal() -> Signal:
    """Given by the first SIGTERM or SIGINT from now on."""
    stopping = Signal()

    def on_signal(_number: int, _frame: Any) -> None:
        # In a green thread: the signal may have come in the middle of the hub's own work.
        eventlet.spawn(stopping.give)

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    return stopping
