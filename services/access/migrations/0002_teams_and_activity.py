"""Teams, the practice of each grant, and the activity chain."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE teams (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            name text NOT NULL,
            name_key text NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL,
            CONSTRAINT teams_name UNIQUE (practice_id, name_key)
        );
        CREATE TABLE team_members (
            team_id varchar(40) NOT NULL REFERENCES teams ON DELETE CASCADE,
            user_id varchar(40) NOT NULL,
            practice_id varchar(40) NOT NULL,
            PRIMARY KEY (team_id, user_id)
        );
        CREATE INDEX team_members_of_user ON team_members (practice_id, user_id);
        CREATE TABLE client_teams (
            client_id varchar(40) NOT NULL REFERENCES client_access ON DELETE CASCADE,
            team_id varchar(40) NOT NULL REFERENCES teams ON DELETE CASCADE,
            practice_id varchar(40) NOT NULL,
            PRIMARY KEY (client_id, team_id)
        );
        CREATE INDEX client_teams_of_team ON client_teams (team_id);
        CREATE INDEX client_access_of_manager ON client_access (practice_id, account_manager_id)
            WHERE account_manager_id IS NOT NULL;

        -- The previous release does not name the practice of a grant.
        ALTER TABLE client_colleagues ADD COLUMN practice_id varchar(40);
        UPDATE client_colleagues SET practice_id = client_access.practice_id
            FROM client_access WHERE client_access.client_id = client_colleagues.client_id;
        CREATE FUNCTION practice_of_grant() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.practice_id := (SELECT practice_id FROM client_access WHERE client_id = NEW.client_id);
            RETURN NEW;
        END $$;
        CREATE TRIGGER practice_of_grant BEFORE INSERT ON client_colleagues
            FOR EACH ROW WHEN (NEW.practice_id IS NULL) EXECUTE FUNCTION practice_of_grant();
        ALTER TABLE client_colleagues ALTER COLUMN practice_id SET NOT NULL;

        CREATE TABLE activity_heads (
            practice_id varchar(40) PRIMARY KEY,
            place bigint NOT NULL,
            hash varchar(64) NOT NULL
        );
        CREATE TABLE activity (
            practice_id varchar(40) NOT NULL,
            place bigint NOT NULL,
            at timestamptz NOT NULL,
            kind varchar(60) NOT NULL,
            actor_id varchar(40),
            client_id varchar(40),
            user_id varchar(40),
            body text NOT NULL,
            hash varchar(64) NOT NULL,
            PRIMARY KEY (practice_id, place)
        );
        CREATE INDEX activity_of_client ON activity (practice_id, client_id, place)
            WHERE client_id IS NOT NULL;
        CREATE INDEX activity_of_actor ON activity (practice_id, actor_id, place) WHERE actor_id IS NOT NULL;
        CREATE INDEX activity_of_user ON activity (practice_id, user_id, place) WHERE user_id IS NOT NULL;
        CREATE INDEX activity_of_kind ON activity (practice_id, kind, place);
        CREATE FUNCTION activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'activity is append-only';
        END $$;
        CREATE TRIGGER activity_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON activity
            FOR EACH STATEMENT EXECUTE FUNCTION activity_is_append_only();
        """
    )
