"""At which level colleagues and teams are given a client: `manage` what there is, and what the release before
gives.
"""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE client_colleagues ADD COLUMN level varchar NOT NULL DEFAULT 'manage'
            CHECK (level IN ('view', 'work', 'manage'));
        ALTER TABLE client_teams ADD COLUMN level varchar NOT NULL DEFAULT 'manage'
            CHECK (level IN ('view', 'work', 'manage'));
        """
    )
