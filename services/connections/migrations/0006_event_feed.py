"""Practices' event feeds."""

from alembic import op

from chassis.database import row_level_security

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE feed_clock (
            only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
            position bigint NOT NULL,
            forgotten bigint NOT NULL
        );
        INSERT INTO feed_clock (position, forgotten) VALUES (0, 0);
        CREATE TABLE feed_events (
            position bigint PRIMARY KEY,
            id varchar(64) NOT NULL,
            practice_id varchar(40) NOT NULL,
            client_id varchar(40),
            about varchar(40) NOT NULL,
            type varchar(100) NOT NULL,
            source varchar(100) NOT NULL,
            subject varchar(100) NOT NULL,
            time varchar(40) NOT NULL,
            correlation_id varchar(64) NOT NULL,
            body text NOT NULL
        );
        CREATE INDEX feed_events_of_practice ON feed_events (practice_id, position);
        CREATE INDEX feed_events_of_client ON feed_events (client_id) WHERE client_id IS NOT NULL;
        """
    )
    row_level_security.add_policy(op, "feed_events", row_level_security.is_tenant("practice_id"))
