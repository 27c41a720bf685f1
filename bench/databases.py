"""Databases of their own for what is measured."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2
from sqlalchemy import make_url


@contextmanager
def database(server_address: str, name: str) -> Iterator[str]:
    """A new database of the server, dropped at the end; its libpq address."""
    with closing(psycopg2.connect(server_address)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name}")
            yield make_url(server_address).set(database=name).render_as_string(hide_password=False)
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
