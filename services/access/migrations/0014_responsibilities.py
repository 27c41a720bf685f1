"""What somebody may be responsible for at a client, and who is. Nobody is, of what there was."""

from alembic import op

from chassis.database import row_level_security

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE responsibilities (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            name text NOT NULL,
            name_key text NOT NULL,
            level varchar NOT NULL CHECK (level IN ('view', 'work', 'manage')),
            place integer NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL,
            CONSTRAINT responsibilities_name UNIQUE (practice_id, name_key)
        );
        CREATE TABLE client_responsibilities (
            client_id varchar(40) NOT NULL REFERENCES client_access (client_id) ON DELETE CASCADE,
            responsibility_id varchar(40) NOT NULL REFERENCES responsibilities (id),
            user_id varchar(40) NOT NULL,
            practice_id varchar(40) NOT NULL,
            PRIMARY KEY (client_id, responsibility_id)
        );
        CREATE INDEX client_responsibilities_of_user ON client_responsibilities (user_id, practice_id);
        CREATE INDEX client_responsibilities_of_one ON client_responsibilities (responsibility_id);
        """
    )
    for table in ("responsibilities", "client_responsibilities"):
        row_level_security.add_policy(op, table, row_level_security.is_tenant("practice_id"))
