"""Who claims a job that is due finds it by an index, whatever PostgreSQL believes of the table.

A claim is made each second in which anything is due; ADR 62 says what PostgreSQL may believe.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

import services
from chassis import context
from chassis.database.leased_jobs import LeasedJobs
from contracts.subscriptions import SERVICES
from deploy.allinone.product import Product
from tests.chassis.query_plans import explained, nodes


def _all_jobs() -> Iterator[tuple[str, LeasedJobs[Any]]]:
    for module in pkgutil.walk_packages(services.__path__, "services."):
        if not {"migrations", "__main__"} & set(module.name.split(".")):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, LeasedJobs):
                    yield module.name, value


JOBS = dict(_all_jobs())


@pytest.mark.parametrize("name", JOBS)
def test_a_claim_reads_no_table_from_its_beginning(product: Product, name: str) -> None:
    jobs, database = JOBS[name], product.hosted[name.split(".")[1]].database
    plans: list[Mapping[str, Any]] = []

    def after(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if context.correlation_id() == here.correlation_id:
            plans.append(explained(connection, statement, parameters))

    event.listen(database.engine, "after_cursor_execute", after)
    try:
        with context.everywhere() as here:
            # Other jobs are left to those whose they are.
            assert jobs.claim(database, jobs.due_at < text("timestamp '1970-01-01'")) is None
    finally:
        event.remove(database.engine, "after_cursor_execute", after)
    (plan,) = plans
    assert [node for node in nodes(plan) if node["Node Type"] == "Seq Scan"] == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_statement_is_compiled_before_it_is_run(product: Product, service: str) -> None:
    """Whatever the server is set to: compiling one takes it a hundred times as long as a look for jobs."""
    setting = text("SELECT setting, source FROM pg_settings WHERE name = 'jit'")
    with product.hosted[service].database.read(everywhere=True) as connection:
        assert tuple(connection.execute(setting).one()) == ("off", "client")


def test_there_are_jobs() -> None:
    assert len(JOBS) >= 10
