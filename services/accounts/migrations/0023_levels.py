"""At which levels below `manage` clients were given, by colleague and team."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.execute("ALTER TABLE clients ADD COLUMN access_levels jsonb NOT NULL DEFAULT '{}'")
