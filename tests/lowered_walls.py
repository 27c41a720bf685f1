"""A service's database without its row-level security, to see what the service's own checks hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import psycopg2

if TYPE_CHECKING:
    from deploy.allinone.product import Product


@contextmanager
def lowered_walls(product: Product, service: str) -> Iterator[None]:
    """Without row-level security in a service's database, to see what its own checks hold."""

    def run(statement: str) -> list[str]:
        with closing(psycopg2.connect(product.owners_url(service))) as connection:
            cursor = connection.cursor()
            cursor.execute(statement)
            found = [name for (name,) in cursor.fetchall()] if cursor.description is not None else []
            connection.commit()
            return found

    # Within a block that has lowered them already, none is put up again at the end.
    tables = run(
        "SELECT DISTINCT tablename FROM pg_policies JOIN pg_class ON relname = tablename"
        " AND relnamespace = schemaname::regnamespace WHERE relrowsecurity"
    )
    for table in tables:
        run(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    try:
        yield
    finally:
        for table in tables:
            run(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
