"""What clients keep their books with, as it is said of them."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.execute("ALTER TABLE clients ADD COLUMN software text")
