"""Attempts to redeem an invitation are told apart. Safe beside the previous release: it only adds."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE invitations ADD COLUMN attempt integer NOT NULL DEFAULT 0;
        CREATE INDEX invitations_claimed ON invitations (claimed_at)
            WHERE claimed_at IS NOT NULL AND state <> 'accepted';
        """
    )
