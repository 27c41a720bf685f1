"""When a member was removed: invitations from before it lead nowhere."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("ALTER TABLE memberships ADD COLUMN removed_at timestamptz")
