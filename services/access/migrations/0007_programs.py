"""Programs of practices: accounts that are nobody's."""

from alembic import op

from chassis.database import row_level_security

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE memberships ADD COLUMN program boolean NOT NULL DEFAULT false;
        ALTER TABLE sessions ADD COLUMN scopes text[], ADD COLUMN networks text[];
        CREATE TABLE programs (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            user_id varchar(40) NOT NULL UNIQUE REFERENCES users (id),
            name text NOT NULL,
            scopes text[] NOT NULL,
            networks text[] NOT NULL,
            expires_at timestamptz NOT NULL,
            last_used_at timestamptz,
            created_by varchar(40) NOT NULL,
            created_at timestamptz NOT NULL,
            ended_at timestamptz,
            version bigint NOT NULL
        );
        CREATE INDEX programs_of_practice ON programs (practice_id);
        CREATE TABLE program_secrets (
            hash varchar(64) PRIMARY KEY,
            program_id varchar(40) NOT NULL REFERENCES programs (id),
            created_at timestamptz NOT NULL,
            expires_at timestamptz
        );
        CREATE INDEX program_secrets_of_program ON program_secrets (program_id);
        """
    )
    row_level_security.add_policy(op, "programs", row_level_security.is_tenant("practice_id"))
    row_level_security.add_policy(
        op, "program_secrets", row_level_security.belongs("program_secrets.program_id", "programs.id")
    )
