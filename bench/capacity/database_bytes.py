"""Bytes of each table with its indexes, in each service's database, and of the write-ahead log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg2

_TABLES = """
    SELECT relname, pg_total_relation_size(oid)
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
_LOG = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')"
_MESSAGES = "SELECT count(*) FROM outbox"

Sizes = dict[str, dict[str, int]]


def grown(before: Sizes, after: Sizes, times: int) -> dict[str, dict[str, float]]:
    """Bytes for each of so many times, by service and table; without tables that did not grow."""
    return {
        service: {
            table: (size - before[service].get(table, 0)) / times
            for table, size in sorted(tables.items())
            if size > before[service].get(table, 0)
        }
        for service, tables in after.items()
    }


class Databases:
    """Each service's database over a connection that stays open: making one takes longer than a look."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._connections = {service: psycopg2.connect(address) for service, address in addresses.items()}
        for connection in self._connections.values():
            connection.autocommit = True

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()

    def tables(self) -> Sizes:
        """By service and table."""
        return {
            service: {str(name): int(size) for name, size in self._rows(service, _TABLES)}
            for service in self._connections
        }

    def log(self) -> int:
        """Of the server, which all of them are on."""
        return self.number(next(iter(self._connections)), _LOG)

    def messages(self) -> dict[str, int]:
        """How many each service has left in its outbox so far: they are kept for days."""
        return {service: self.number(service, _MESSAGES) for service in self._connections}

    def all_of(self, query: str) -> int:
        """What a query of one number gives, of all databases together."""
        return sum(self.number(service, query) for service in self._connections)

    def number(self, service: str, query: str) -> int:
        """What a query of one number gives."""
        ((found,),) = self._rows(service, query)
        return int(found)

    def _rows(self, service: str, query: str) -> list[tuple[Any, ...]]:
        with self._connections[service].cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())
