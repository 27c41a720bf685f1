"""When what colleagues were given ends by itself."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("ALTER TABLE clients ADD COLUMN access_colleague_ends jsonb NOT NULL DEFAULT '{}'")
