"""Mail for a new password, while it is to be sent."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE password_mails (
            reset_id varchar(40) PRIMARY KEY,
            name text NOT NULL,
            email text NOT NULL,
            sealed_token text NOT NULL,
            attempts integer NOT NULL,
            due_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            correlation_id varchar(64)
        );
        CREATE INDEX password_mails_due ON password_mails (due_at);
        """
    )
