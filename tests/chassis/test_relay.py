"""The relay shows what waits, above all while the broker takes nothing."""

from __future__ import annotations

from chassis import migrations
from chassis.database.engine import Database
from chassis.database.unit_of_work import new_id, now
from chassis.messaging.relay import Relay
from chassis.observability import metrics
from contracts.accounts.events import CLIENT_ONBOARDED, ClientOnboardedData
from deploy.embedded_postgres import EmbeddedPostgres
from tests.builders import eventually
from tests.ports import free_port


def test_the_lag_of_the_outbox_is_shown_while_the_broker_is_away(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_database("lagging")
    url = postgres.dsn("lagging")
    migrations.upgrade("connections", url)
    database = Database(url, name="lagging")
    with database.unit_of_work(everywhere=True) as uow:
        uow.send(
            CLIENT_ONBOARDED,
            ClientOnboardedData(
                client_id=new_id("client"),
                practice_id=new_id("prac"),
                onboarded_at=now(),
            ),
        )
    relay = Relay("lagging", url, f"amqp://127.0.0.1:{free_port()}//")
    relay.start()
    eventually(lambda: b'clientele_outbox_unsent{service="lagging"} 1.0' in metrics.exposition())
    relay.stop()
    database.close()
