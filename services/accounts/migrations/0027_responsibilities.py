"""What somebody may be responsible for at a client, and who is. Nobody is, of what there was."""

from alembic import op

from chassis.database import row_level_security

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE responsibilities (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            name text NOT NULL,
            place integer NOT NULL,
            ended boolean NOT NULL,
            version integer NOT NULL
        );
        CREATE INDEX responsibilities_of_practice ON responsibilities (practice_id);
        ALTER TABLE clients ADD COLUMN responsible jsonb NOT NULL DEFAULT '{}';
        """
    )
    row_level_security.add_policy(op, "responsibilities", row_level_security.is_tenant("practice_id"))
