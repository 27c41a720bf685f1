"""Rows of imports: how people can be invited, and whether they are users. What columns were last time."""

from alembic import op

from chassis.database import row_level_security

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE client_import_rows ADD COLUMN invites text, ADD COLUMN existing_user boolean;
        CREATE TABLE import_mappings (
            practice_id varchar(40) NOT NULL REFERENCES practices,
            kind text NOT NULL,
            headings text NOT NULL,
            fields jsonb NOT NULL,
            used_at timestamptz NOT NULL,
            PRIMARY KEY (practice_id, kind, headings)
        );
        """
    )
    row_level_security.add_policy(op, "import_mappings", row_level_security.is_tenant("practice_id"))
