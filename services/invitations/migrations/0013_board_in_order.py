"""A practice's board of invitations in its order, by an index."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute("CREATE INDEX invitations_on_board ON invitations (practice_id, id)")
