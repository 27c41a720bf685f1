"""Client certificates of webhook endpoints."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE webhook_endpoints ADD COLUMN certificate text, ADD COLUMN sealed_key text,"
        " ADD CHECK ((certificate IS NULL) = (sealed_key IS NULL))"
    )
