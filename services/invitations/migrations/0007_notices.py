"""Mail to a practice's admins about what concerns all of it."""

from alembic import op

from chassis.database import row_level_security

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE notices (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            kind varchar(20) NOT NULL,
            lines text[] NOT NULL,
            user_id varchar(40),
            attempts integer NOT NULL,
            due_at timestamptz NOT NULL,
            correlation_id varchar(64)
        );
        CREATE INDEX notices_due ON notices (due_at);
        CREATE UNIQUE INDEX notices_gathering ON notices (practice_id, kind) WHERE user_id IS NULL;
        """
    )
    row_level_security.add_policy(op, "notices", row_level_security.is_tenant("practice_id"))
