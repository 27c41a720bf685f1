"""How each practice's messages look."""

from alembic import op

from chassis.database import row_level_security

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE letterheads (
            practice_id varchar(40) PRIMARY KEY,
            sender_name text,
            reply_to text,
            from_address text,
            wording jsonb NOT NULL,
            version integer NOT NULL,
            changed_at timestamptz NOT NULL
        )
        """
    )
    row_level_security.add_policy(op, "letterheads", row_level_security.is_tenant("practice_id"))
