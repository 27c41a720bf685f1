"""Mails that say to who sent documents that they came."""

from alembic import op

from chassis.database import row_level_security

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE practices ADD COLUMN document_receipts text NOT NULL DEFAULT 'off';
        CREATE TABLE document_receipts (
            message_id varchar(40) PRIMARY KEY REFERENCES client_documents (id) ON DELETE CASCADE,
            client_id varchar(40) NOT NULL,
            practice_id varchar(40) NOT NULL,
            fingerprint varchar(64) NOT NULL,
            sealed text NOT NULL,
            address_index text NOT NULL,
            documents integer NOT NULL,
            to_check boolean NOT NULL,
            received_at timestamptz NOT NULL,
            due_at timestamptz
        );
        CREATE UNIQUE INDEX document_receipts_once ON document_receipts (practice_id, fingerprint);
        CREATE INDEX document_receipts_of_sender ON document_receipts (address_index, due_at);
        CREATE INDEX document_receipts_to_check ON document_receipts (received_at) WHERE to_check;
        """
    )
    row_level_security.add_policy(op, "document_receipts", row_level_security.is_tenant("practice_id"))
