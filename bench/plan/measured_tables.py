"""What was measured, as tables of docs/scale.md."""

from __future__ import annotations

from bench.capacity import operations
from bench.capacity.results import Operation, Results
from bench.plan import demand, markdown
from bench.plan.limits import SERVICES

_PARTS = ("gateway", *SERVICES)
_SERVERS = ("rabbitmq", "postgres")


def machine(measured: Results) -> str:
    on = measured.machine
    return (
        f"Measured on {on.date} on {on.processor}, {on.cores} cores, {on.system}, Python {on.python}; "
        f"the machine was {on.remark}. Nobody asking for anything, all processes together take "
        f"{sum(measured.idle[part] for part in _ours(measured)):.0f} ms of a processor a second."
    )


def capacity(measured: Results) -> str:
    """Milliseconds of a processor for one of each operation, with all that follows from it."""
    head = ["one", *_PARTS, "relays", "RabbitMQ", "PostgreSQL", "all", "log", "messages"]
    return markdown.table(head, [_row(name, each) for name, each in measured.operations.items()])


def _row(name: str, operation: Operation) -> list[str]:
    spent = operation.milliseconds
    relays = sum(value for part, value in spent.items() if part.endswith("relay"))
    found = [*(spent[part] for part in _PARTS), relays, *(spent.get(part, 0.0) for part in _SERVERS)]
    return [
        name,
        *map(markdown.milliseconds, found),
        markdown.milliseconds(operation.all_milliseconds),
        markdown.of_bytes(operation.log_bytes),
        markdown.rounded(round(sum(operation.messages.values()), 2)),
    ]


def processes(measured: Results) -> str:
    """How many a second one process, or one core of broker or database, does when it does nothing else."""
    columns = [*_PARTS, "accounts relay", *_SERVERS]
    rows = []
    for name, operation in measured.operations.items():
        spent = [operation.milliseconds.get(part, 0.0) for part in columns]
        rows.append([name, *(markdown.rounded(1000 / each) if each >= 0.02 else "–" for each in spent)])
    return markdown.table(["a second", *columns], rows)


def stored(measured: Results) -> str:
    """Bytes of one copy, with indexes, of what stays."""
    names = {"client": "a client", operations.COLLEAGUE: "a membership: a colleague who is invited"}
    names[operations.INVITATION] = "a membership: a client's user who is invited"
    rows = []
    for thing, said in names.items():
        kept = measured.stored[thing]
        by_service = [_staying(kept.get(service, {})) for service in SERVICES]
        rows.append([said, *map(markdown.of_bytes, by_service), markdown.of_bytes(demand.staying(kept))])
    return markdown.table(["bytes that stay", *SERVICES, "all"], rows)


def _staying(tables: object) -> float:
    assert isinstance(tables, dict)
    return demand.staying({"": tables})


def event(measured: Results) -> str:
    """Bytes of one event in each place that keeps it, with indexes, and for how long."""
    found, copies = measured.stored["event"], measured.event_copies
    places = (
        ("outbox of who sends it", "outbox", "7 days"),
        ("inboxes of who takes it in", "inbox", "90 days"),
        ("event feed", "feed_events", "31 days"),
        ("chain of the activity", "activity", "for good"),
    )
    rows = [[said, markdown.of_bytes(demand.bytes_of(found, name)), kept] for said, name, kept in places]
    over = f"{markdown.of_bytes(measured.event_bytes)} × {copies} queues, on each node that has a copy"
    return markdown.table(["one event", "bytes", "kept"], [*rows, ["broker", over, "until it is taken in"]])


def _ours(measured: Results) -> list[str]:
    return [part for part in measured.idle if part not in _SERVERS]
