"""Mails that say to who sent documents that they came."""

from alembic import op

from chassis.database import row_level_security

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE receipt_mails (
            message_id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            practice_name text NOT NULL,
            documents integer NOT NULL,
            sealed text NOT NULL,
            attempts integer NOT NULL,
            due_at timestamptz NOT NULL,
            correlation_id varchar(64)
        );
        CREATE INDEX receipt_mails_due ON receipt_mails (due_at);
        """
    )
    row_level_security.add_policy(op, "receipt_mails", row_level_security.is_tenant("practice_id"))
