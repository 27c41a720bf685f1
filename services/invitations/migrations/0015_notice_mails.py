"""Mails about what somebody has not read."""

from alembic import op

from chassis.database import row_level_security

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE notice_mails (
            digest_id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            practice_name text NOT NULL,
            user_id varchar(40) NOT NULL,
            lines text[] NOT NULL,
            attempts integer NOT NULL,
            due_at timestamptz NOT NULL,
            correlation_id varchar(64)
        );
        CREATE INDEX notice_mails_due ON notice_mails (due_at);
        """
    )
    row_level_security.add_policy(op, "notice_mails", row_level_security.is_tenant("practice_id"))
