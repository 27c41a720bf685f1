"""Who may send documents to clients by email, and the emails of others, which are held."""

from alembic import op

from chassis.database import row_level_security

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE practices ADD COLUMN document_senders text NOT NULL DEFAULT 'anyone';
        CREATE TABLE held_mails (
            message_id varchar(40) PRIMARY KEY REFERENCES client_documents (id) ON DELETE CASCADE,
            client_id varchar(40) NOT NULL,
            address text,
            address_index text,
            to_check boolean NOT NULL,
            held_at timestamptz NOT NULL
        );
        CREATE INDEX held_mails_of_sender ON held_mails (client_id, address_index);
        CREATE INDEX held_mails_to_check ON held_mails (held_at) WHERE to_check;
        CREATE TABLE client_sender_policies (
            client_id varchar(40) PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
            policy text NOT NULL
        );
        CREATE TABLE approved_senders (
            id varchar(40) PRIMARY KEY,
            client_id varchar(40) NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
            address text NOT NULL,
            address_index text NOT NULL,
            approved_by varchar(40) NOT NULL,
            approved_at timestamptz NOT NULL
        );
        CREATE UNIQUE INDEX approved_senders_once ON approved_senders (client_id, address_index);
        """
    )
    for table in ("held_mails", "client_sender_policies", "approved_senders"):
        row_level_security.add_policy(
            op, table, row_level_security.belongs(f"{table}.client_id", "clients.id")
        )
