"""OpenTelemetry traces across HTTP, RPC and messages, where `CLIENTELE_OTLP_ENDPOINT` names a collector.

A span's context travels as W3C `traceparent`: in a call's headers, and in a message's from the row in the
outbox on, so that what follows from a request belongs to its trace, however much later. A trace that
somebody else began is passed on also where nothing is exported. Spans name operations, never values.
Nothing of OpenTelemetry is imported where no endpoint is set.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from chassis import context
from contracts.errors import Refusal

TRACEPARENT = "traceparent"
#: Seconds that spans may wait at the end for the collector to take them.
_PATIENCE = 3

Kind = Literal["server", "client", "consumer"]


class _Exporting:
    """Makes spans and sends them. Made once for a process."""

    def __init__(self, service: str, endpoint: str) -> None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        # It would log each failed attempt with its stack; that a collector is away is no error of ours.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        resource = Resource.create({"service.namespace": "clientele", "service.name": service})
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=_PATIENCE)
        self._provider = TracerProvider(resource=resource)
        self._provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1000))
        self._tracer = self._provider.get_tracer("clientele")
        self._propagator = TraceContextTextMapPropagator()
        self._kinds = {"server": SpanKind.SERVER, "client": SpanKind.CLIENT, "consumer": SpanKind.CONSUMER}

    def begin(self, name: str, kind: Kind, parent: str | None, attributes: dict[str, str]) -> Any:
        """A span under this parent, begun."""
        around = self._propagator.extract({TRACEPARENT: parent}) if parent else None
        return self._tracer.start_span(name, around, self._kinds[kind], attributes)

    def written(self, span: Any) -> str:
        """A span's context as a `traceparent`."""
        here = span.get_span_context()
        return f"00-{here.trace_id:032x}-{here.span_id:016x}-{int(here.trace_flags):02x}"

    def stop(self) -> None:
        self._provider.force_flush(_PATIENCE * 1000)
        self._provider.shutdown()


_exporting: _Exporting | None = None


def start(service: str, endpoint: str | None) -> None:
    """Export traces of this process to an OTLP collector over HTTP; without an endpoint, none."""
    global _exporting
    if endpoint and _exporting is None:
        _exporting = _Exporting(service, endpoint)


def stop() -> None:
    """Send what is left. Harmless where nothing was started."""
    global _exporting
    exporting, _exporting = _exporting, None
    if exporting is not None:
        exporting.stop()


@contextmanager
def span(name: str, kind: Kind, **attributes: str) -> Iterator[Callable[[str], None]]:
    """A span around the block, under the one at work in the current context.

    Gives a function that takes the outcome, such as a refusal's code. An exception that leaves the block
    marks the span as failed, unless it is a `Refusal`, which is an outcome.
    """
    exporting = _exporting
    if exporting is None:
        yield _record_nothing
        return
    here = context.current()
    outer = here.trace
    attributes["clientele.correlation_id"] = here.correlation_id
    made = exporting.begin(name, kind, outer, attributes)
    here.trace = exporting.written(made)

    def tell(outcome: str) -> None:
        made.set_attribute("clientele.outcome", outcome)

    try:
        yield tell
    except Refusal as refusal:
        tell(refusal.code)
        raise
    except BaseException as error:
        _fail(made, type(error).__name__)
        raise
    finally:
        here.trace = outer
        made.end()


def _record_nothing(_outcome: str) -> None:
    """Where nothing is exported."""


def _fail(made: Any, reason: str) -> None:
    from opentelemetry.trace import Status, StatusCode

    made.set_status(Status(StatusCode.ERROR, reason))
