"""Rows of imports that change clients: whom they change, and what.

Imports that change clients have states of their own while they are looked at and worked off, which the
release before does not know: it would add the clients once more.
"""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE client_import_rows
            ADD COLUMN target_id varchar(40), ADD COLUMN target_version integer, ADD COLUMN changes text;
        CREATE INDEX client_updates_at_work ON client_imports (moved_at)
            WHERE state IN ('update:checking', 'update:importing', 'update:undoing');
        """
    )
