"""When a connection is looked at next: somebody may have ended it at the vendor."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE connections
            ADD COLUMN checked_at timestamptz,
            ADD COLUMN check_due_at timestamptz NOT NULL DEFAULT now() + interval '1 day';
        CREATE INDEX connections_to_check ON connections (check_due_at) WHERE state = 'connected';
        """
    )
