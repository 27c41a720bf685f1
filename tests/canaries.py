"""Looks for a text in all that the services keep."""

from __future__ import annotations

import base64
from itertools import groupby

from sqlalchemy import Connection, text

from deploy.allinone.product import Product

_COLUMNS = text("""
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY table_name
""")


def columns_with(product: Product, *needles: str) -> set[tuple[str, str, str]]:
    """Every service, table and column where one of them stands, in clear or in base64."""
    encoded = [base64.b64encode(needle.encode()).decode().rstrip("=") for needle in needles]
    forms = [*needles, *encoded]
    found = set()
    for service, hosted in product.hosted.items():
        with hosted.database.read(everywhere=True) as connection:
            for table, rows in groupby(connection.execute(_COLUMNS).all(), key=lambda row: row[0]):
                columns = [column for _, column in rows]
                # Each row is read once, and column by column only where something is found.
                if _stands(connection, table, columns, forms):
                    found |= {
                        (service, table, column)
                        for column in columns
                        if _stands(connection, table, [column], forms)
                    }
    return found


def _stands(connection: Connection, table: str, columns: list[str], forms: list[str]) -> bool:
    held = f"concat_ws(chr(10), {', '.join(f'{column}::text' for column in columns)})"
    query = f"""
        SELECT EXISTS (
            SELECT 1 FROM (SELECT {held} AS held FROM {table} OFFSET 0) AS kept, unnest(:forms) AS form
            WHERE strpos(kept.held, form) > 0
        )
    """  # noqa: S608 (names from the catalogue)
    return bool(connection.execute(text(query), {"forms": forms}).scalar())
