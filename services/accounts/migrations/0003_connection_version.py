"""How new what is shown of a client's connection is."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE clients ADD COLUMN connection_version integer NOT NULL DEFAULT 0")
