"""Requests of people who are new, and why one was declined."""

from alembic import op

from chassis.database import row_level_security

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE practice_requests ADD COLUMN reason text;
        CREATE TABLE new_client_requests (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL REFERENCES practices,
            handle text NOT NULL,
            proof_id varchar(40) NOT NULL UNIQUE,
            type text NOT NULL,
            software text NOT NULL,
            sealed text,
            email_index text,
            state text NOT NULL,
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            decided_by text,
            decided_at timestamptz,
            client_id varchar(40)
        );
        CREATE INDEX new_client_requests_of_practice ON new_client_requests (practice_id, id);
        CREATE UNIQUE INDEX new_client_requests_by_email ON new_client_requests (practice_id, email_index)
            WHERE state = 'pending';
        CREATE INDEX new_client_requests_by_end ON new_client_requests (expires_at) WHERE state = 'pending';
        """
    )
    row_level_security.add_policy(op, "new_client_requests", row_level_security.is_tenant("practice_id"))
