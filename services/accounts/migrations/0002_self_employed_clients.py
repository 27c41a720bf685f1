"""What is kept of self-employed clients (product.md 3)."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE clients
            ADD COLUMN email text,
            ADD COLUMN postcode text,
            ADD COLUMN nino_sealed text,
            ADD COLUMN nino_masked text,
            ADD COLUMN nino_index text,
            ADD COLUMN income_sources jsonb NOT NULL DEFAULT '[]';
        CREATE INDEX clients_by_nino ON clients (practice_id, nino_index) WHERE nino_index IS NOT NULL;
        """
    )
