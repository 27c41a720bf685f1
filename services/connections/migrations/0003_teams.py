"""Teams, as far as they say who sees a client."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE clients ADD COLUMN access_team_ids text[] NOT NULL DEFAULT '{}';
        CREATE TABLE teams (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            member_ids text[] NOT NULL,
            version integer NOT NULL
        );
        CREATE INDEX teams_of_practice ON teams (practice_id);
        """
    )
