"""At which levels below `manage` clients were given, by colleague and team."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("ALTER TABLE clients ADD COLUMN access_levels jsonb NOT NULL DEFAULT '{}'")
