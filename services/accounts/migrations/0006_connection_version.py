"""How new what is shown of a client's connection is."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("ALTER TABLE clients ADD COLUMN connection_version integer NOT NULL DEFAULT 0")
