"""Whether colleagues find clients that they cannot see, and how many ask for one."""

from alembic import op

from chassis.database import row_level_security

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE practices ADD COLUMN hidden_clients text NOT NULL DEFAULT 'exact';
        CREATE TABLE access_requests (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            client_id varchar(40) NOT NULL,
            requested_by varchar(40) NOT NULL,
            pending boolean NOT NULL,
            version bigint NOT NULL
        );
        CREATE INDEX access_requests_pending ON access_requests (practice_id, client_id) WHERE pending;
        """
    )
    row_level_security.add_policy(op, "access_requests", row_level_security.is_tenant("practice_id"))
