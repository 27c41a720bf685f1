"""Which level a request asks for, and what they had who asked: none, of what the release before takes in."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE access_requests
            ADD COLUMN level varchar CHECK (level IN ('view', 'work', 'manage')),
            ADD COLUMN held varchar CHECK (held IN ('view', 'work', 'manage'));
        """
    )
