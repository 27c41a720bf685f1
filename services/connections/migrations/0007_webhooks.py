"""Webhook endpoints, what is sent to them, and the jobs that send it."""

from alembic import op

from chassis.database import row_level_security

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE webhook_endpoints (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            owner_id varchar(40) NOT NULL,
            url text NOT NULL,
            types text[],
            description text NOT NULL,
            ordered boolean NOT NULL,
            header_name text,
            sealed_header text,
            sealed_secret text NOT NULL,
            sealed_previous text,
            previous_until timestamptz,
            state varchar(20) NOT NULL,
            disabled_reason varchar(20),
            failures integer NOT NULL DEFAULT 0,
            failing_since timestamptz,
            paused_until timestamptz NOT NULL DEFAULT now(),
            created_at timestamptz NOT NULL,
            version bigint NOT NULL
        );
        CREATE INDEX webhook_endpoints_of_practice ON webhook_endpoints (practice_id);
        CREATE TABLE webhook_deliveries (
            endpoint_id varchar(40) NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
            event_id varchar(64) NOT NULL,
            practice_id varchar(40) NOT NULL,
            position bigint NOT NULL,
            type varchar(100) NOT NULL,
            about varchar(40) NOT NULL,
            lane varchar(64) NOT NULL,
            state varchar(20) NOT NULL,
            history jsonb NOT NULL DEFAULT '[]',
            body text,
            created_at timestamptz NOT NULL,
            PRIMARY KEY (endpoint_id, event_id)
        );
        CREATE INDEX webhook_deliveries_log ON webhook_deliveries (endpoint_id, position, event_id);
        CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (endpoint_id, lane, position)
            WHERE state = 'pending';
        CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at);
        CREATE TABLE webhook_lanes (
            endpoint_id varchar(40) NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
            lane varchar(64) NOT NULL,
            practice_id varchar(40) NOT NULL,
            due_at timestamptz,
            attempts integer NOT NULL DEFAULT 0,
            wanted bigint NOT NULL,
            PRIMARY KEY (endpoint_id, lane)
        );
        CREATE INDEX webhook_lanes_due ON webhook_lanes (due_at) WHERE due_at IS NOT NULL;
        """
    )
    for table in ("webhook_endpoints", "webhook_deliveries", "webhook_lanes"):
        row_level_security.add_policy(op, table, row_level_security.is_tenant("practice_id"))
