"""When an extract-by-email address was given up (product.md 2.11)."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("ALTER TABLE extract_addresses ADD COLUMN retired_at timestamptz")
