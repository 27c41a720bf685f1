"""Nameko's container without what it notes of each worker.

A call id from a UUID, five timings and nine lines of debugging that nobody reads take as long as checking a
request. What our own entrypoints note is in `metrics` and `tracing`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from nameko.containers import ServiceContainer

from chassis.observability import logs

_log = logs.get(__name__)


class Container(ServiceContainer):
    """Runs workers as Nameko 2.14 does (`nameko/containers.py`), in the same order."""

    def _run_worker(self, worker: Any, handle_result: Callable[..., Any] | None) -> None:
        self._inject_dependencies(worker)
        self._worker_setup(worker)
        method_name = worker.entrypoint.method_name
        result = exc_info = None
        try:
            result = getattr(worker.service, method_name)(*worker.args, **worker.kwargs)
        except Exception as error:  # noqa: BLE001  what becomes of it, the entrypoint says
            if not isinstance(error, worker.entrypoint.expected_exceptions):
                _log.exception("worker_failed", method=method_name)
            exc_info = sys.exc_info()
        if handle_result is not None:
            result, exc_info = handle_result(worker, result, exc_info)
        self._worker_result(worker, result, exc_info)
        # The cycle of a traceback and its frame would wait for a sweep.
        del exc_info
        self._worker_teardown(worker)
