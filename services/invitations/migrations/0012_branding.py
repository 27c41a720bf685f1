"""Each practice's colour and logo."""

from alembic import op

from chassis.database import row_level_security

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE letterheads ADD COLUMN colour text;
        CREATE TABLE logos (
            practice_id varchar(40) PRIMARY KEY,
            digest varchar(32) NOT NULL,
            png bytea NOT NULL,
            width integer NOT NULL,
            height integer NOT NULL
        );
        CREATE INDEX logos_by_digest ON logos (digest);
        """
    )
    row_level_security.add_policy(op, "logos", row_level_security.is_tenant("practice_id"))
