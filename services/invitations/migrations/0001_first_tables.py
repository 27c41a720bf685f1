"""Invitations and their deliveries."""

from alembic import op

from chassis.database.tables import create_messaging_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_messaging_tables(op)
    op.execute(
        """
        CREATE TABLE invitations (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            practice_name text NOT NULL,
            client_id varchar(40),
            account_name text NOT NULL,
            invited_by varchar(40) NOT NULL,
            invited_by_name text NOT NULL,
            name text NOT NULL,
            email text NOT NULL,
            mobile text,
            state varchar(20) NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL,
            sent_at timestamptz,
            expires_at timestamptz,
            claimed_at timestamptz,
            accepted_at timestamptz,
            accepted_by varchar(40)
        );
        CREATE INDEX invitations_of_client ON invitations (client_id, created_at);
        CREATE INDEX invitations_of_practice ON invitations (practice_id, created_at);
        CREATE INDEX invitations_open ON invitations (expires_at)
            WHERE state IN ('sent', 'delivered', 'needs_attention');
        CREATE TABLE deliveries (
            invitation_id varchar(40) NOT NULL REFERENCES invitations,
            channel varchar(10) NOT NULL,
            state varchar(20) NOT NULL,
            detail text,
            token_hash varchar(64) NOT NULL UNIQUE,
            sealed_token text,
            attempts integer NOT NULL,
            due_at timestamptz NOT NULL,
            PRIMARY KEY (invitation_id, channel)
        );
        CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'queued';
        """
    )
