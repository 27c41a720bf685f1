"""What was measured: kept as JSON, which docs/scale.md and the simulation take their numbers from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

#: Of the last run.
FILE = Path(__file__).parents[1] / "scale.json"


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and when it was measured; `remark` says what else ran there."""

    processor: str
    cores: int
    system: str
    python: str
    date: str
    remark: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What one operation took, with all that follows from it in other services.

    `milliseconds` are of a processor, by process, and of the broker and the database as wholes; `messages`
    are rows of each service's outbox; `log_bytes` are of PostgreSQL's write-ahead log.
    """

    times: int
    per_second: float
    p50_ms: float
    p99_ms: float
    milliseconds: dict[str, float]
    messages: dict[str, float]
    log_bytes: float

    @property
    def all_milliseconds(self) -> float:
        """Of all processes, the broker and the database together."""
        return sum(self.milliseconds.values())


#: Bytes with indexes, by service and table.
Tables = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Results:
    """All of it. `idle` is milliseconds of a processor in a second in which nobody does anything."""

    machine: Machine
    operations: dict[str, Operation]
    idle: dict[str, float]
    stored: dict[str, Tables]
    event_bytes: float
    event_copies: int

    def operation(self, name: str) -> Operation:
        return self.operations[name]


def save(results: Results, file: Path = FILE) -> None:
    """Write it down, with no more digits than it has."""
    file.write_text(json.dumps(_rounded(asdict(results)), indent=2) + "\n")


def read(file: Path = FILE) -> Results:
    """What a run has written down."""
    return of(json.loads(file.read_text()))


def of(kept: Mapping[str, Any]) -> Results:
    """What such a document says."""
    return Results(
        machine=Machine(**kept["machine"]),
        operations={name: Operation(**each) for name, each in kept["operations"].items()},
        idle=kept["idle"],
        stored=kept["stored"],
        event_bytes=kept["event_bytes"],
        event_copies=kept["event_copies"],
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    if isinstance(value, float):
        return float(f"{value:.4g}")
    return value
