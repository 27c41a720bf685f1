"""Which request a message follows from. Safe beside the previous release: it only adds."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE deliveries ADD COLUMN correlation_id varchar(64)")
