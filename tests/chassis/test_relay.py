"""The relay shows what waits, above all while the broker takes nothing."""

from __future__ import annotations

from contextlib import closing

from chassis import migrations
from chassis.database.engine import Database
from chassis.database.unit_of_work import new_id, now
from chassis.messaging.relay import Relay, connect
from chassis.observability import metrics
from contracts.accounts.events import CLIENT_ONBOARDED, ClientOnboardedData
from deploy.embedded_postgres import EmbeddedPostgres
from tests.builders import eventually
from tests.ports import free_port

_MORE = """
    INSERT INTO outbox (id, exchange, type, aggregate, body, headers)
    SELECT gen_random_uuid(), 'accounts.events', 'ClientOnboarded', 'client', repeat('x', 900), '{}'
    FROM generate_series(1, 7) RETURNING seq
"""


def test_the_lag_of_the_outbox_is_shown_while_the_broker_is_away(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_database("lagging")
    url = postgres.dsn("lagging")
    migrations.upgrade("connections", url)
    database = Database(url, name="lagging")
    send_onboarded(database)
    relay = Relay("lagging", url, f"amqp://127.0.0.1:{free_port()}//")
    relay.start()
    eventually(lambda: b'clientele_outbox_unsent{service="lagging"} 1.0' in metrics.exposition())
    relay.stop()
    database.close()


def test_messages_are_found_by_index_however_few_there_were_at_first(postgres: EmbeddedPostgres) -> None:
    """PostgreSQL keeps the plan that it made while reading all of them was quicker."""
    postgres.ensure_database("growing")
    url = postgres.dsn("growing")
    migrations.upgrade("connections", url)
    with closing(connect(url, "growing-relay")) as connection, connection.cursor() as cursor:
        for _ in range(20):
            cursor.execute(_MORE)
            more = [seq for (seq,) in cursor]
            cursor.execute("EXECUTE unsent (500)")
            assert [row[0] for row in cursor] == more
            cursor.execute("EXECUTE mark (%s::bigint[])", (more,))
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE generic_plans > 0")
        assert {name for (name,) in cursor} == {"mark", "unsent"}
        for statement in ("unsent (500)", "mark ('{1, 2}')"):
            cursor.execute(f"EXPLAIN EXECUTE {statement}")
            plan = "\n".join(line for (line,) in cursor)
            assert "Seq Scan" not in plan, plan


def send_onboarded(database: Database) -> None:
    with database.unit_of_work(everywhere=True) as uow:
        uow.send(
            CLIENT_ONBOARDED,
            ClientOnboardedData(
                client_id=new_id("client"),
                practice_id=new_id("prac"),
                onboarded_at=now(),
            ),
        )
