"""API tokens beside sessions, second factors, password resets."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE sessions ADD COLUMN scope varchar(10) NOT NULL DEFAULT 'session',
            ADD COLUMN name text, ADD COLUMN address text, ADD COLUMN user_agent text;
        CREATE TABLE second_factors (
            user_id varchar(40) PRIMARY KEY REFERENCES users,
            sealed text NOT NULL,
            last_step bigint NOT NULL,
            confirmed_at timestamptz
        );
        CREATE TABLE recovery_codes (
            user_id varchar(40) NOT NULL REFERENCES second_factors ON DELETE CASCADE,
            code_hash varchar(64) NOT NULL,
            PRIMARY KEY (user_id, code_hash)
        );
        CREATE TABLE password_resets (
            id varchar(40) PRIMARY KEY,
            user_id varchar(40) REFERENCES users,
            token_hash varchar(64) UNIQUE,
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            used_at timestamptz
        );
        CREATE INDEX password_resets_of_user ON password_resets (user_id);
        CREATE INDEX password_resets_by_end ON password_resets (expires_at);
        """
    )
