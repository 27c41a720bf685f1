"""How many practices one installation bears before each part of it is full."""

from __future__ import annotations

from dataclasses import dataclass

from bench.capacity.results import Results
from bench.plan import demand
from bench.plan.workload import Workload

#: The part of a processor that is planned to be busy at the busiest moment: beyond it waits grow steeply.
TARGET = 0.6
#: Of which one is at work, however many are started.
ALONE = ("accounts relay", "access relay", "invitations relay", "connections relay", "connections")
SERVICES = ("accounts", "access", "invitations", "connections")


@dataclass(frozen=True, slots=True)
class Hardware:
    """What is assumed of machines: cores of the largest for a database and for a broker, connections of a
    PostgreSQL and of each process of ours, what a restore brings back in a second, and how long it may take.
    """

    database_cores: int = 32
    broker_cores: int = 16
    database_connections: int = 1000
    connections_of_a_process: int = 13
    restored_a_second: float = 200e6
    restore_seconds: float = 3600.0


USUAL = Hardware()


@dataclass(frozen=True, slots=True)
class Limit:
    """A part, how many practices it bears, and what gives more of it."""

    part: str
    practices: float
    remedy: str


def of(measured: Results, workload: Workload, hardware: Hardware = USUAL) -> list[Limit]:
    """The limits of one installation that is not divided, the lowest first."""
    busy = demand.processors(measured, workload)
    found = [
        Limit(_said_of(part), TARGET / busy[part], "partitions of outbox and feed")
        for part in ALONE
        if busy[part]
    ]
    disk = demand.disk(measured, workload).after(workload.years)
    processes = sum(busy[name] for name in SERVICES) / TARGET
    found += [
        Limit(
            f"one PostgreSQL that leads, {hardware.database_cores} cores",
            TARGET * hardware.database_cores / busy["postgres"],
            "a server for each service's database, then cells",
        ),
        Limit(
            f"one RabbitMQ node, {hardware.broker_cores} cores",
            TARGET * hardware.broker_cores / busy["rabbitmq"],
            "three nodes share the leaders of queues, then cells",
        ),
        Limit(
            f"{hardware.database_connections:,} connections to one PostgreSQL",
            hardware.database_connections / hardware.connections_of_a_process / processes,
            "a server for each service's database, then cells",
        ),
        Limit(
            f"a restore within {hardware.restore_seconds / 3600:g} h"
            f" at {hardware.restored_a_second / 1e6:.0f} MB/s",
            hardware.restored_a_second * hardware.restore_seconds / disk,
            "cells; the trail by months",
        ),
    ]
    return sorted(found, key=lambda each: each.practices)


def _said_of(part: str) -> str:
    return "the one consumer of `connections.feed`" if part == "connections" else f"the one {part}"
