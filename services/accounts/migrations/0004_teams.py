"""Teams of colleagues, as access tells of them."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE teams (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            name text NOT NULL,
            deleted boolean NOT NULL,
            version integer NOT NULL
        );
        CREATE INDEX teams_of_practice ON teams (practice_id);
        CREATE TABLE team_members (
            practice_id varchar(40) NOT NULL,
            user_id varchar(40) NOT NULL,
            team_id varchar(40) NOT NULL,
            PRIMARY KEY (practice_id, user_id, team_id)
        );
        CREATE INDEX team_members_of_team ON team_members (team_id);
        """
    )
