"""Drafts of clients."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE client_drafts (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL REFERENCES practices,
            answers jsonb NOT NULL,
            nino_sealed text,
            client_id varchar(40),
            created_by text NOT NULL,
            updated_by text NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            version integer NOT NULL
        );
        CREATE INDEX client_drafts_by_practice ON client_drafts (practice_id, id) WHERE client_id IS NULL;
        CREATE INDEX client_drafts_by_expiry ON client_drafts (expires_at);
        """
    )
