"""Answers to people who asked a practice to take them on."""

from alembic import op

from chassis.database import row_level_security

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE request_replies (
            request_id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            practice_name text NOT NULL,
            proof_id varchar(40),
            user_id varchar(40),
            reason text,
            attempts integer NOT NULL,
            due_at timestamptz NOT NULL,
            correlation_id varchar(64)
        );
        CREATE INDEX request_replies_due ON request_replies (due_at);
        """
    )
    row_level_security.add_policy(op, "request_replies", row_level_security.is_tenant("practice_id"))
