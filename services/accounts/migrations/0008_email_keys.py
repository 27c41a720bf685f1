"""Email addresses of clients as they are compared."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE clients ADD COLUMN email_key text COLLATE "C" GENERATED ALWAYS AS (lower(email)) STORED;
        CREATE INDEX clients_by_email ON clients (practice_id, email_key) WHERE email_key IS NOT NULL;
        """
    )
