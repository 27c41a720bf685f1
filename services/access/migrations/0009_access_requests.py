"""Requests of colleagues to see a client, and whether clients that one cannot see may be found."""

from alembic import op

from chassis.database import row_level_security

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE accounts ADD COLUMN hidden_clients varchar(10);
        CREATE TABLE access_requests (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            client_id varchar(40) NOT NULL,
            requested_by varchar(40) NOT NULL,
            reason text NOT NULL,
            state varchar(20) NOT NULL,
            detail text,
            decided_by varchar(40),
            decided_at timestamptz,
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            version bigint NOT NULL
        );
        CREATE UNIQUE INDEX access_requests_open ON access_requests (client_id, requested_by)
            WHERE state = 'pending';
        CREATE INDEX access_requests_of_practice ON access_requests (practice_id, id);
        CREATE INDEX access_requests_of_colleague ON access_requests (requested_by, id);
        CREATE INDEX access_requests_by_end ON access_requests (expires_at) WHERE state = 'pending';
        """
    )
    row_level_security.add_policy(op, "access_requests", row_level_security.is_tenant("practice_id"))
