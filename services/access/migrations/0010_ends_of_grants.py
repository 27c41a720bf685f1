"""When what a team, everyone or the account manager was given ends by itself, and what was told of it."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE client_access ADD COLUMN everyone_ends_at timestamptz,
            ADD COLUMN manager_ends_at timestamptz, ADD COLUMN noticed_until timestamptz;
        ALTER TABLE client_teams ADD COLUMN ends_at timestamptz;
        CREATE INDEX client_access_by_end_of_everyone ON client_access (everyone_ends_at)
            WHERE everyone_ends_at IS NOT NULL;
        CREATE INDEX client_access_by_end_of_manager ON client_access (manager_ends_at)
            WHERE manager_ends_at IS NOT NULL;
        CREATE INDEX client_teams_by_end ON client_teams (ends_at) WHERE ends_at IS NOT NULL;
        """
    )
