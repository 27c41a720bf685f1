"""What was found in documents when they came."""

from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.execute("ALTER TABLE client_documents ADD COLUMN infection text")
