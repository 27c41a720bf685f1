"""Mails about requests of colleagues to see a client."""

from alembic import op

from chassis.database import row_level_security

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE access_request_mails (
            request_id varchar(40) NOT NULL,
            kind varchar(20) NOT NULL,
            practice_id varchar(40) NOT NULL,
            user_id varchar(40) NOT NULL,
            client_name text NOT NULL,
            requester_name text NOT NULL,
            words text,
            attempts integer NOT NULL,
            due_at timestamptz NOT NULL,
            correlation_id varchar(64),
            PRIMARY KEY (request_id, kind)
        );
        CREATE INDEX access_request_mails_due ON access_request_mails (due_at);
        """
    )
    row_level_security.add_policy(op, "access_request_mails", row_level_security.is_tenant("practice_id"))
