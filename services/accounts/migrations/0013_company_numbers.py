"""The number of a client at Companies House: each company once in a practice."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE clients ADD COLUMN company_number text;
        CREATE UNIQUE INDEX clients_company_number ON clients (practice_id, company_number)
            WHERE company_number IS NOT NULL;
        """
    )
