"""Links of practices, by which people ask to be taken on."""

from alembic import op

from chassis.database import row_level_security

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE practice_links (
            practice_id varchar(40) PRIMARY KEY REFERENCES practices,
            handle text UNIQUE,
            enabled boolean NOT NULL,
            version integer NOT NULL
        );
        CREATE TABLE practice_handles (
            handle text PRIMARY KEY,
            practice_id varchar(40) NOT NULL,
            retired_at timestamptz
        );
        CREATE INDEX practice_handles_of_practice ON practice_handles (practice_id);
        ALTER TABLE practice_requests ADD COLUMN handle text;
        ALTER TABLE practice_requests ALTER COLUMN practice_admin_email DROP NOT NULL;
        """
    )
    row_level_security.add_policy(op, "practice_links", row_level_security.is_tenant("practice_id"))
