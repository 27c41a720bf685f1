"""What concerns somebody in their practice, and who wants a mail about it."""

from alembic import op

from chassis.database import row_level_security

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE notices (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            user_id varchar(40) NOT NULL,
            kind varchar(20) NOT NULL,
            client_id varchar(40),
            client_name text,
            clients integer NOT NULL,
            actor_id varchar(40),
            request_id varchar(40),
            until timestamptz,
            at timestamptz NOT NULL,
            read_at timestamptz
        );
        CREATE INDEX notices_of_colleague ON notices (user_id, practice_id, id);
        CREATE INDEX notices_unread ON notices (user_id, practice_id, id) WHERE read_at IS NULL;
        CREATE INDEX notices_of_client ON notices (client_id) WHERE client_id IS NOT NULL;
        CREATE INDEX notices_of_request ON notices (request_id) WHERE request_id IS NOT NULL;
        CREATE INDEX notices_by_age ON notices (at);
        CREATE TABLE digest_subscribers (
            practice_id varchar(40) NOT NULL,
            user_id varchar(40) NOT NULL,
            sent_at timestamptz NOT NULL,
            PRIMARY KEY (practice_id, user_id)
        );
        CREATE INDEX digest_subscribers_due ON digest_subscribers (sent_at);
        """
    )
    for table in ("notices", "digest_subscribers"):
        row_level_security.add_policy(op, table, row_level_security.is_tenant("practice_id"))
