"""Views of the list of clients that somebody wants again."""

from alembic import op

from chassis.database import row_level_security

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE saved_views (
            id varchar(40) PRIMARY KEY,
            practice_id varchar(40) NOT NULL REFERENCES practices (id),
            user_id varchar(40) NOT NULL,
            name text NOT NULL,
            name_key text NOT NULL,
            filters jsonb NOT NULL,
            columns text[] NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL
        );
        CREATE UNIQUE INDEX saved_views_name ON saved_views (practice_id, user_id, name_key);
        """
    )
    row_level_security.add_policy(op, "saved_views", row_level_security.is_tenant("practice_id"))
