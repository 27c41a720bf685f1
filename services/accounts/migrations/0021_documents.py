"""Documents of clients, and the emails that are known again.

Both belong to a client, and go with it when another practice takes it on.
"""

from alembic import op

from chassis.database import row_level_security

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE client_documents (
            id varchar(40) PRIMARY KEY,
            client_id varchar(40) NOT NULL,
            name text NOT NULL,
            kind text NOT NULL,
            source text NOT NULL,
            state text NOT NULL,
            media_type text,
            size integer,
            sha256 text,
            message_id varchar(40),
            listed boolean NOT NULL,
            sender text,
            created_by text,
            created_at timestamptz NOT NULL,
            received_at timestamptz,
            deleted_at timestamptz,
            deleted_by text
        );
        CREATE INDEX client_documents_of_client ON client_documents (client_id, id);
        CREATE INDEX client_documents_to_remove ON client_documents (created_at) WHERE state <> 'kept';
        CREATE TABLE received_mails (
            client_id varchar(40) NOT NULL,
            fingerprint varchar(64) NOT NULL,
            received_at timestamptz NOT NULL,
            PRIMARY KEY (client_id, fingerprint)
        );
        CREATE INDEX ix_received_mails_received_at ON received_mails (received_at);
        """
    )
    for table in ("client_documents", "received_mails"):
        row_level_security.add_policy(
            op, table, row_level_security.belongs(f"{table}.client_id", "clients.id")
        )
