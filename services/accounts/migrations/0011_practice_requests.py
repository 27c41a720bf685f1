"""Requests of clients to be taken on by a practice (product.md 7)."""

from alembic import op

from chassis.database import row_level_security

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE practice_requests (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40),
            client_id varchar(40) NOT NULL REFERENCES clients ON DELETE CASCADE,
            client_name text NOT NULL,
            client_type text NOT NULL,
            practice_admin_email text NOT NULL,
            requested_by text NOT NULL,
            requested_by_name text NOT NULL,
            state text NOT NULL,
            created_at timestamptz NOT NULL,
            decided_by text,
            decided_at timestamptz
        );
        CREATE INDEX practice_requests_of_practice ON practice_requests (practice_id, id);
        CREATE INDEX practice_requests_of_client ON practice_requests (client_id, id);
        """
    )
    row_level_security.add_policy(
        op,
        "practice_requests",
        row_level_security.is_tenant("practice_id"),
        row_level_security.is_tenant("client_id"),
    )
