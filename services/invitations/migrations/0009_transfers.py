"""Clients that went over to another practice: what the one before ordered for them is not sent any more."""

from alembic import op

from chassis.database import row_level_security

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE transfers (
            client_id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            at timestamptz NOT NULL,
            version integer NOT NULL
        );
        ALTER TABLE sendings ADD COLUMN sender_id varchar(40);
        CREATE INDEX sendings_by_sender ON sendings (sender_id, at);
        """
    )
    row_level_security.add_policy(op, "transfers", row_level_security.is_tenant("practice_id"))
